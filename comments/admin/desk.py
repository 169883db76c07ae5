"""What moderators and their leads arrange for the desk."""

from django.contrib import admin

from comments.models import RejectionReason, SavedView


@admin.register(RejectionReason)
class RejectionReasonAdmin(admin.ModelAdmin[RejectionReason]):
    list_display = ["name", "digit", "sentence", "is_legal_ground", "is_active"]
    list_filter = ["is_active", "is_legal_ground"]
    search_fields = ["name", "sentence"]
    prepopulated_fields = {"code": ["name"]}


@admin.register(SavedView)
class SavedViewAdmin(admin.ModelAdmin[SavedView]):
    list_display = ["name", "query"]
    search_fields = ["name"]
