"""Accounts of colleagues: who is put into a group can log in."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext as _

admin.site.unregister(User)


@admin.register(User)
class ColleagueAdmin(UserAdmin[User]):
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Give staff status with the first group; who has lost it since has lost it on purpose."""
        had_groups = change and form.instance.groups.exists()
        super().save_related(request, form, formsets, change)
        user: User = form.instance
        if user.is_staff or user.is_superuser or not user.groups.exists():
            return
        if had_groups:
            self.message_user(
                request,
                _("%(user)s is in a group and cannot log in here: “Staff status” is not ticked.")
                % {"user": user},
                messages.WARNING,
            )
            return
        user.is_staff = True
        user.save(update_fields=["is_staff"])
        self.message_user(
            request,
            _("%(user)s can now log in here: “Staff status” was ticked with the first group.")
            % {"user": user},
        )
