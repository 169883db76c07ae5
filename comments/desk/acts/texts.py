"""What moderators type on a card, and its way back to them where it could not be taken."""

from itertools import chain
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.validators import MaxLengthValidator
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.desk.acts.answers import answer
from comments.desk.acts.forms import CardForm, SeenCommentsField, as_seen
from comments.desk.acts.refusals import not_done
from comments.desk.acts.requests import StaffRequest, filter_of, is_asked_by_script
from comments.desk.card import GivenBack, build_cards
from comments.desk.listing import with_context
from comments.guests import CommentField
from comments.models import Comment
from comments.posting import refuse_too_many_tags


class TextForm(CardForm):
    """A text about one comment, seen in one version."""

    comment = SeenCommentsField()
    body = CommentField(error_messages={"required": gettext_lazy("Please write something first.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].validators.append(MaxLengthValidator(settings.COMMENT_MAX_LENGTH))

    def clean_body(self) -> str:
        text: str = self.cleaned_data["body"]
        refuse_too_many_tags(text)
        return text

    def seen_comment(self) -> Comment | None:
        """Return the comment as it was seen, whether or not the text can be taken."""
        self.is_valid()
        return next(iter(as_seen(self.cleaned_data.get("comment", {}))), None)

    @property
    def problem(self) -> str:
        """All that is wrong, in sentences; empty where nothing is."""
        return " ".join(map(str, chain.from_iterable(self.errors.values())))


def say_that_it_is_gone(request: StaffRequest) -> HttpResponse:
    messages.error(request, _("That comment is not there any more: nothing was done."))
    return answer(request, shown={})


def give_back(request: StaffRequest, comment: Comment, given: GivenBack) -> HttpResponse:
    """Show what was typed once more, beside what is wrong with it.

    The script gets the card with it; without the script it is a page of its own, with 422.
    """
    if is_asked_by_script(request):
        verb = _("Edit") if given.tool == "edit" else _("Reply")
        messages.error(request, format_html("{} {}", not_done(comment, verb), given.problem))
        return answer(request, shown={comment.pk: ""}, given_back={comment.pk: given})
    [card] = build_cards(
        list(with_context(Comment.objects.filter(pk=comment.pk))),
        with_addresses=filter_of(request).may_see_addresses,
        given_back={comment.pk: given},
    )
    context = {
        **admin.site.each_context(request),
        "title": _("Not saved yet"),
        "card": card,
        "comment": card.comment,
        "text_max_length": settings.COMMENT_MAX_LENGTH,
    }
    return TemplateResponse(request, "admin/desk/not_saved.html", context, status=422)
