"""What people said of what was found stays beside it; a refusal that a later check had forgotten holds again for what is not published."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def remember(apps, _editor):
    """The words that stand at hits, in the order in which they were given."""
    hits, rulings = apps.get_model("public", "Hit"), apps.get_model("public", "Ruling")
    for hit in hits.objects.exclude(decided_at=None).select_related("release").order_by("decided_at", "pk"):
        rulings.objects.create(
            submission_id=hit.release.submission_id, release_id=hit.release_id, kind=hit.kind, masked=hit.masked, allowed=bool(hit.allowed),
            reason=hit.reason, by_id=hit.decided_by_id, at=hit.decided_at,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("public", "0002_release_content"),
        ("submissions", "0002_own_report"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("hit", "around", models.CharField(blank=True, max_length=200, default=""), preserve_default=False),
        migrations.AddField("hit", "keys", models.JSONField(default=list)),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("masked", models.CharField(max_length=80)),
                ("allowed", models.BooleanField()),
                ("role", models.CharField(blank=True, max_length=20)),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "release",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="rulings", to="public.release"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rulings", to="submissions.submission"
                    ),
                ),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
