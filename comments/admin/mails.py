"""The outbox, for whoever runs the site: what waits, what could not be sent, and why."""

from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comments import mails
from comments.admin.comments import ReadOnly
from comments.identity import name_of
from comments.models import Comment, Mail


@admin.register(Mail)
class MailAdmin(ReadOnly, admin.ModelAdmin[Mail]):
    """Written by the workers. No address is here: a mail names its comments, or a colleague."""

    list_display = ["kind", "to", "about", "state", "due_at", "attempts", "last_answer", "sent_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["to_user"]
    ordering = ["-created_at", "-pk"]
    fields = ["kind", "to", "about", "state", "due_at", "attempts", "last_answer", "sent_at"]
    actions = ["send_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mail]:
        about = Prefetch("comments", Comment.objects.only("pk"))
        return super().get_queryset(request).prefetch_related(about)

    @admin.display(description=_("to"))
    def to(self, mail: Mail) -> str:
        return name_of(mail.to_user) if mail.to_user else gettext("The writer")

    @admin.display(description=_("about"))
    def about(self, mail: Mail) -> str:
        desk = reverse("comments:review")
        links = ((f"{desk}?comment={one.pk}", one.pk) for one in mail.comments.all())
        return format_html_join(", ", '<a href="{}">{}</a>', links)

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("comments.send_mail_again")

    @admin.action(
        description=_("Send again what was not sent, or may not have been"),
        permissions=["send_again"],
    )
    def send_again(self, request: HttpRequest, chosen: QuerySet[Mail]) -> None:
        count = mails.send_again(chosen)
        words = ngettext(
            "%(count)d mail is sent again.", "%(count)d mails are sent again.", count
        ) % {"count": count}
        self.message_user(request, words, messages.SUCCESS if count else messages.WARNING)
