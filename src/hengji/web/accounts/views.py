"""Signing in and out, and one's own password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from hengji.web.access import Actor
from hengji.web.accounts import actions
from hengji.web.accounts.forms import NewPassword, SignIn
from hengji.web.faults import Refused
from hengji.web.law import told, word

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """登录."""
    form, problem = SignIn(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.sign_in(Actor.of(request), form.cleaned_data["username"], form.cleaned_data["password"])
        except Refused as refusal:
            problem = told(refusal.problem)
        else:
            login(request, person)
            wanted = request.POST.get("next", "")
            safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
            return redirect(wanted if safe else "todo")
    page = {"form": form, "problem": problem, "next": request.POST.get("next", request.GET.get("next", ""))}
    return render(request, "accounts/sign_in.html", page, status=403 if problem else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """退出."""
    logout(request)
    return redirect("accounts:login")


@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """修改密码."""
    form = NewPassword(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.change_password(Actor.of(request), form.cleaned_data["new"])
        request.user.refresh_from_db()
        update_session_auth_hash(request, request.user)
        messages.success(request, word("password_changed"))
        return redirect("todo")
    return render(request, "accounts/password.html", {"form": form})
