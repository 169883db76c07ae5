"""What moderators and their leads arrange for the desk."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from comments.models import RejectionReason, SavedView
from comments.search import names_address


@admin.register(RejectionReason)
class RejectionReasonAdmin(admin.ModelAdmin[RejectionReason]):
    list_display = ["name", "digit", "sentence", "is_legal_ground", "is_active"]
    list_filter = ["is_active", "is_legal_ground"]
    search_fields = ["name", "sentence"]
    prepopulated_fields = {"code": ["name"]}


class SavedViewForm(forms.ModelForm[SavedView]):
    def clean_name(self) -> str:
        """The name is shown to all, also to those who may not see addresses."""
        name: str = self.cleaned_data["name"]
        if names_address(name):
            raise ValidationError(_("Please leave addresses out of the name: all can read it."))
        return name


@admin.register(SavedView)
class SavedViewAdmin(admin.ModelAdmin[SavedView]):
    form = SavedViewForm
    list_display = ["name", "query"]
    search_fields = ["name"]
