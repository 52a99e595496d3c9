"""People, places and roles: who may do what where, in which years."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from hengji.web.roles import Role

BUREAU, DEPARTMENT, UNIT = "bureau", "department", "unit"
PLACES = [(kind, kind) for kind in (BUREAU, DEPARTMENT, UNIT)]
ROLES = [(role.value, role.value) for role in Role]


class Place(models.Model):
    """A finance bureau, a department or a budgetary unit, with its code; what it stands under may change by year."""

    kind = models.CharField(max_length=12, choices=PLACES)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    region = models.CharField(max_length=60, blank=True)

    class Meta:
        """By code."""

        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Belonging(models.Model):
    """A place stands under another from one year to another: a unit under its department, a department under its bureau."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="belongings")
    under = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="members")
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    moved_on = models.DateField(null=True, blank=True)

    class Meta:
        """One from each year on; `moved_on` is the day on which it came here from elsewhere."""

        constraints = (models.UniqueConstraint(fields=("place", "first_year"), name="one_belonging_from_a_year"),)

    def __str__(self) -> str:
        return f"{self.place} {self.first_year}–{self.last_year or ''}"


class People(BaseUserManager):
    """Makes accounts."""

    def enrol(self, password: str | None = None, **fields: Any) -> Any:
        """An account with a password, or one that cannot sign in before a password is set."""
        person = self.model(**fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class User(AbstractBaseUser):
    """A person with an account. There is no superuser: what a person may do is said by grants alone."""

    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    is_active = models.BooleanField(default=True)
    must_change = models.BooleanField(default=False)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = People()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ("name",)

    class Meta:
        """By name of account."""

        ordering = ("username",)

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A person has a role at a place for some years; administrators' roles name no place."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=ROLES)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    first_year = models.PositiveSmallIntegerField(default=0)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="given_grants")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A role is held once at a place."""

        ordering = ("role", "place_id")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "role", "place"), condition=models.Q(withdrawn_at=None), name="a_role_once_at_a_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.place or ''}"


class Delegation(models.Model):
    """Who holds a grant lets another act in it from one day to another; a delegated grant is not passed on."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="delegations")
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.grant} → {self.to}"


class ApiToken(models.Model):
    """A key for programs: it acts as its person does at one place; only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="tokens")
    title = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> str:
        """revoked, ended or valid."""
        if self.revoked_at:
            return "revoked"
        return "ended" if self.expires_at <= timezone.now() else "valid"
