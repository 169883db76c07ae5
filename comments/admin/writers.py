"""What was settled about writers, and what colleagues noted: to look up, to end, to delete."""

from typing import Any, Final

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comments import moderation
from comments.admin.comments import VIEW_CONTACT, ReadOnly
from comments.identity import name_of
from comments.models import Contact, Standing, WriterNote

_OF_THE_WRITER: Final = Contact.objects.filter(email_digest=OuterRef("email_digest")).order_by(
    "-created_at"
)


class _AboutWriter:
    """Names a writer by their latest comment, and by their address for those who may see it."""

    def get_queryset(self, request: HttpRequest) -> Any:
        latest = {"latest_comment": Subquery(_OF_THE_WRITER.values("pk")[:1])}
        if request.user.has_perm(VIEW_CONTACT):
            latest["address"] = Subquery(_OF_THE_WRITER.values("email")[:1])
        return super().get_queryset(request).annotate(**latest)  # type: ignore[misc]

    @admin.display(description=_("writer"))
    def writer(self, about: Any) -> str:
        if about.latest_comment is None:
            return ""
        url = f"{reverse('comments:review')}?comment={about.latest_comment}"
        name = getattr(about, "address", None) or gettext("The latest comment")
        return format_html('<a href="{}">{}</a>', url, name)


class InForceFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [("in-force", _("In force")), ("over", _("Over"))]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Standing]
    ) -> QuerySet[Standing] | None:
        in_force = Standing.objects.in_force().values("pk")
        if self.value() == "in-force":
            return queryset.filter(pk__in=in_force)
        if self.value() == "over":
            return queryset.exclude(pk__in=in_force)
        return None


@admin.register(Standing)
class StandingAdmin(_AboutWriter, ReadOnly, admin.ModelAdmin[Standing]):
    """Set on the desk, from a card; ended there or here."""

    list_display = ["kind", "whom", "reason", "by", "created_at", "until", "what_became_of_it"]
    list_filter = [InForceFilter, "kind"]
    list_select_related = ["by", "ended_by"]
    search_fields = ["reason"]
    fields = ["kind", "whom", "reason", "by", "created_at", "until", "what_became_of_it"]
    actions = ["end"]

    @admin.display(description=_("whom"))
    def whom(self, standing: Standing) -> str:
        if not standing.network:
            return self.writer(standing)
        may_see = hasattr(standing, "address")
        return standing.network if may_see else gettext("A network")

    @admin.display(description=_("what became of it"))
    def what_became_of_it(self, standing: Standing) -> str:
        if standing.ended_at and standing.ended_by:
            return gettext("ended by %(name)s, %(when)s") % {
                "name": name_of(standing.ended_by),
                "when": localize(localtime(standing.ended_at)),
            }
        return gettext("in force") if standing.is_in_force else gettext("over")

    def has_set_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("comments.set_standing")

    @admin.action(description=_("End what is chosen"), permissions=["set"])
    def end(self, request: HttpRequest, chosen: QuerySet[Standing]) -> None:
        # The admin lets nobody in who is not logged in.
        user: Any = request.user
        ended = sum(
            moderation.end_standing(pk, by=user) for pk in chosen.values_list("pk", flat=True)
        )
        words = ngettext("%(count)d was ended.", "%(count)d were ended.", ended)
        self.message_user(request, words % {"count": ended}, messages.SUCCESS)


@admin.register(WriterNote)
class WriterNoteAdmin(_AboutWriter, admin.ModelAdmin[WriterNote]):
    """Written on the desk; deleted here, by their author or by whom the permission allows it."""

    list_display = ["text", "writer", "by", "created_at"]
    list_select_related = ["by"]
    search_fields = ["text"]
    fields = ["text", "writer", "by", "created_at"]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _note: WriterNote | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, note: WriterNote | None = None) -> bool:
        is_own = note is not None and note.by_id == request.user.pk
        return is_own or super().has_delete_permission(request, note)
