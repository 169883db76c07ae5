"""What happens elsewhere while a moderator works: new comments, colleagues' decisions, company."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBadRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comments.desk.acts import SeenCommentsField, StaffRequest, context_of_cards, filter_of, jobs_of
from comments.desk.card import build_cards
from comments.desk.listing import (
    APPEALS,
    BIGGEST_ID,
    CARDS_A_PAGE,
    FilterForm,
    collapse,
    figures_now,
    read_mark,
    waves_of,
    with_context,
)
from comments.identity import name_of
from comments.models import COUNT_CAP, Comment, Decision, Edit, Featuring, Presence, Status, lately

# Somebody who has said nothing for so long has gone.
GONE_AFTER: Final = timedelta(seconds=20)
# Said again before that: the page asks more often than it is worth a write.
_SAID_AGAIN_AFTER: Final = GONE_AFTER / 2


class LiveForm(forms.Form):
    """The cards that are on the page, the one that is looked at, and the newest when it came."""

    comment = SeenCommentsField(required=False)
    looking = forms.IntegerField(min_value=1, max_value=BIGGEST_ID, required=False)
    newest = forms.CharField(max_length=40, required=False)


@require_POST
def live_news(request: StaffRequest) -> HttpResponse:
    """Answer the page's script: which of its cards have changed, and how many are new."""
    if not request.user.has_perm("comments.decide_comment"):
        raise PermissionDenied
    form = LiveForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    seen: dict[int, int] = form.cleaned_data["comment"]
    present = _present(request, seen)
    if looking := form.cleaned_data["looking"]:
        own = next((one for one in present if one.user_id == request.user.pk), None)
        _say_present(request, looking, said=own)
    asked = filter_of(request)
    context: dict[str, Any] = {
        "company": _company(request, present, seen),
        "new": _count_new(asked, form.cleaned_data["newest"]),
        "jobs": jobs_of(request),
        **figures_now(request.user),
        "cards": [],
    }
    if moved := _moved(seen, by=request.user):
        comments = list(with_context(Comment.objects.filter(pk__in=moved)))
        context |= context_of_cards(asked)
        context["own"] = [pk for pk, what in moved.items() if what.is_own]
        context["cards"] = build_cards(
            comments,
            with_addresses=asked.may_see_addresses,
            notices={pk: what.sentence for pk, what in moved.items()},
            waves=waves_of(comments, asked.tab, folded=asked.collapses_waves),
            order=asked.chosen_order,
        )
    return TemplateResponse(request, "admin/desk/_live.html", context)


@dataclass(frozen=True, slots=True)
class _Moved:
    """What a card says of what became of its comment, and whether who asks did that themselves."""

    sentence: str
    is_own: bool


def _moved(seen: dict[int, int], *, by: User) -> dict[int, _Moved]:
    """Return what became of those comments that are not what was seen any more, by their ids."""
    rows = Comment.objects.filter(pk__in=seen).order_by().values_list("pk", "version")
    moved = [pk for pk, version in rows if version != seen[pk]][:CARDS_A_PAGE]
    if not moved:
        return {}
    done: list[Decision | Edit | Featuring] = [
        *Decision.objects.filter(comment__in=moved).select_related("by").order_by("pk"),
        *Edit.objects.filter(comment__in=moved).select_related("by"),
        *Featuring.objects.filter(comment__in=moved).select_related("by"),
    ]
    latest = sorted(done, key=lambda one: one.created_at)
    return {one.comment_id: _Moved(_tell(one, by), is_own=one.by == by) for one in latest}


def _tell(done: Decision | Edit | Featuring, to: User) -> str:
    status = done.get_to_status_display() if isinstance(done, Decision) else ""
    if done.by is None:
        return _("Now “%(status)s”.") % {"status": status}
    if done.by == to:
        sentence = (
            _("You have decided: “%(status)s”.")
            if status
            else _("You have just changed this comment.")
        )
        return sentence % {"status": status}
    sentence = (
        _("%(colleague)s has just decided: “%(status)s”.")
        if status
        else _("%(colleague)s has just changed this comment.")
    )
    colleague = name_of(done.by)
    return sentence % {"colleague": colleague, "status": status}


def _count_new(asked: FilterForm, newest: str) -> int:
    """Count what has come into this view of what waits since the page was loaded."""
    place = read_mark(newest)
    if place is None or asked.comment_id or asked.tab not in {Status.IN_REVIEW, APPEALS}:
        return 0
    newer = (
        Comment.objects.appealed().appealed_after(place.created_at, place.pk)
        if asked.tab == APPEALS
        else Comment.objects.awaiting_review().oldest_first().after(place.created_at, place.pk)
    )
    if asked.narrows:
        first = newer.values_list("pk", flat=True)[:COUNT_CAP]
        return len(asked.among(list(first)))
    return (collapse(newer, asked.tab) if asked.collapses_waves else newer).capped_count()


def _present(request: StaffRequest, seen: dict[int, int]) -> list[Presence]:
    """Return what was said last by that person, and by those who look at what is seen."""
    looking = Q(comment__in=seen) & lately("seen_at", within=GONE_AFTER)
    return list(Presence.objects.filter(looking | Q(user=request.user)).select_related("user"))


def _say_present(request: StaffRequest, comment_id: int, *, said: Presence | None) -> None:
    now = timezone.now()
    if said and said.comment_id == comment_id and abs(now - said.seen_at) < _SAID_AGAIN_AFTER:
        return
    if Comment.objects.filter(pk=comment_id).exists():
        Presence.objects.update_or_create(
            user=request.user, defaults={"comment_id": comment_id, "seen_at": now}
        )


def _company(
    request: StaffRequest, present: Iterable[Presence], seen: dict[int, int]
) -> dict[int, str]:
    """Return the sentence on who else is looking at a comment, by the comment's id."""
    names = defaultdict(list)
    for presence in present:
        if presence.user_id != request.user.pk and presence.comment_id in seen:
            names[presence.comment_id].append(name_of(presence.user))
    return {
        pk: _("%(names)s is looking at this") % {"names": ", ".join(sorted(looking))}
        for pk, looking in names.items()
    }
