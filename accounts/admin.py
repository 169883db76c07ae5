"""The log of sign-ins, for administrators."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import SignIn


@admin.register(SignIn)
class SignInAdmin(admin.ModelAdmin[SignIn]):
    """Nobody writes here, administrators included."""

    list_display = ["at", "who", "step", "result", "network", "is_known_browser"]
    list_display_links = None
    list_filter = ["result", "step", "at"]
    list_select_related = ["user"]
    search_fields = ["user__username", "network"]
    show_full_result_count = False

    @admin.display(description=_("who"), ordering="user__username")
    def who(self, one: SignIn) -> str:
        return one.user.get_username() if one.user else gettext("unknown name")

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False
