"""The words that screening looks for."""

from django.contrib import admin

from comments.models import (
    ProfaneWord,
    WatchedWord,
)


@admin.register(WatchedWord)
class WatchedWordAdmin(admin.ModelAdmin[WatchedWord]):
    list_display = ["text", "action", "note", "created_at"]
    list_filter = ["action"]
    search_fields = ["text", "note"]


@admin.register(ProfaneWord)
class ProfaneWordAdmin(admin.ModelAdmin[ProfaneWord]):
    list_display = ["text", "level", "note", "created_at"]
    list_filter = ["level"]
    search_fields = ["text", "note"]
