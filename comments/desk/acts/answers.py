"""What the desk answers when something was done on it."""

from collections.abc import Mapping
from itertools import chain

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from comments.desk.acts.refusals import not_done
from comments.desk.acts.requests import (
    StaffRequest,
    context_of_cards,
    filter_of,
    is_asked_by_script,
    query_of,
    undoable_by,
)
from comments.desk.card import NOTHING_TYPED, GivenBack, build_cards
from comments.desk.listing import CARDS_A_PAGE, collapse, figures_now, waves_of, with_context
from comments.models import Comment


def answer(
    request: StaffRequest,
    *,
    shown: Mapping[int, str],
    then: int | None = None,
    given_back: Mapping[int, GivenBack] = NOTHING_TYPED,
) -> HttpResponse:
    """Answer what was posted: 303 to the view that the query asks for, at the comment `then`.

    The script gets the cards that it is to show, and the messages.
    `shown` are the ids of the comments whose cards are to be seen again, with what they say;
    `given_back` is what was typed on them and could not be taken.
    """
    if not is_asked_by_script(request):
        # Without a place of our own, browsers would go to the one that they were at before.
        place = f"comment-{then}" if then else "content-start"
        view = f"{reverse('comments:review')}?{query_of(request)}"
        return HttpResponseRedirect(f"{view.rstrip('?')}#{place}", status=303)
    asked = filter_of(request)
    comments = Comment.objects.filter(pk__in=list(shown))
    if asked.collapses_waves:
        comments = collapse(comments, asked.tab)
    again = list(with_context(comments.oldest_first())[:CARDS_A_PAGE])
    cards = build_cards(
        again,
        with_addresses=asked.may_see_addresses,
        notices=shown,
        given_back=given_back,
        waves=waves_of(again, asked.tab, folded=asked.collapses_waves),
        order=asked.chosen_order,
    )
    context = {
        **context_of_cards(asked),
        "cards": cards,
        "undoable": undoable_by(request),
        **figures_now(request.user),
    }
    return TemplateResponse(request, "admin/desk/_answer.html", context)


def refuse(request: StaffRequest, form: forms.Form, *, verb: str) -> HttpResponse:
    """Say what is wrong with a form about one card, and answer with that card."""
    pk = next(iter(form.cleaned_data.get("comment", ())), None)
    comment = Comment.objects.filter(pk=pk).first() if pk else None
    about = not_done(comment, verb) if comment else ""
    for sentence in chain.from_iterable(form.errors.values()):
        messages.error(request, format_html("{} {}", about, sentence))
    return answer(request, shown={pk: ""} if pk else {}, then=pk)
