"""The review queue: which comments to show, and what becomes of a decision."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from comments.desk.acts import (
    DecisionForm,
    MayNotTakeBack,
    StaffRequest,
    UndoForm,
    about_whom,
    answer,
    context_of_cards,
    decide,
    filter_of,
    is_asked_by_script,
    left_of,
    report_copies,
    report_refused,
    seen_again,
    sentence_of,
    steps_of,
    take_back_last,
)
from comments.desk.card import build_cards
from comments.desk.listing import (
    TABS,
    FilterForm,
    Page,
    mark_newest,
    members,
    take_filtered_page,
    take_page,
    take_page_of_waves,
    walk,
    waves_of,
)
from comments.desk.queue.keys import KEYS
from comments.desk.queue.promise import Figures, figures_for, queue_promise
from comments.models import Comment, CommentQuerySet, Status
from comments.moderation import (
    LARGEST_JOB,
    AnotherStepSince,
    NothingToUndo,
    Outcome,
    start_job,
)
from comments.tasks import queue_bulk_job


@dataclass(frozen=True, slots=True)
class Tab:
    status: str
    label: str | Promise
    count: int
    is_current: bool


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: StaffRequest) -> HttpResponse:
    """Show the queue as the address bar asks for it; or decide, and come back to the same view.

    The desk's script asks and posts the same, and gets of the page only what has changed.
    """
    if not request.user.has_perm("comments.decide_comment"):
        raise PermissionDenied
    if request.method != "POST":
        return _show(request)
    return _undo(request) if "undo" in request.POST else _decide(request)


def _show(request: StaffRequest) -> HttpResponse:
    asked = filter_of(request)
    page = _page(asked, after=request.GET.get("after", ""))
    cards = build_cards(
        page.comments,
        with_addresses=asked.may_see_addresses,
        waves=waves_of(page.comments, asked.tab, folded=asked.collapses_waves),
        order=asked.chosen_order,
    )
    context = {**context_of_cards(asked), "page": page, "cards": cards}
    if is_asked_by_script(request):
        context["newest"] = mark_newest(asked.comments_of_tab(), order=asked.chosen_order)
        return TemplateResponse(request, "admin/desk/_list.html", context)
    figures = figures_for(request.user, tab=asked.tab, order=asked.chosen_order)
    undoable, jobs = steps_of(request)
    context |= {
        **admin.site.each_context(request),
        "title": _("Review queue"),
        "tabs": list(_tabs(asked, figures)),
        "waiting": figures.counts[Status.IN_REVIEW],
        "in_screening": figures.counts[Status.SUBMITTED],
        "newest": figures.newest,
        "keys": KEYS,
        "undoable": undoable,
        "jobs": jobs,
        "promise": queue_promise(figures),
        "oldest_at": figures.oldest_at,
        "counts": {**figures.counts, "own": figures.own},
        "saved_views": asked.offered.views,
    }
    return TemplateResponse(request, "admin/desk/review.html", context)


def _page(asked: FilterForm, *, after: str) -> Page:
    order = asked.chosen_order
    if asked.comment_id:
        return take_page(Comment.objects.filter(pk=asked.comment_id), after=after, order=order)
    if asked.narrows:
        return take_filtered_page(asked.tab, asked, after=after, order=order)
    if asked.collapses_waves:
        return take_page_of_waves(asked.tab, after=after, order=order)
    return take_page(asked.comments_of_tab(), after=after, order=order)


def _decide(request: StaffRequest) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        for sentence in chain.from_iterable(form.errors.values()):
            messages.error(request, str(sentence))
        return answer(request, shown=dict.fromkeys(form.cleaned_data.get("comment", {}), ""))

    asked = filter_of(request)
    if (many := _without_looking(form, asked)) is not None:
        return _decide_in_background(request, form, many)
    if form.cleaned_data["everything"] and form.publishes:
        messages.warning(
            request, _("Only what was ticked is approved: nobody has seen the others that match.")
        )
    outcome = decide(form, by=request.user, tab=asked.tab)
    _report_decided(request, form, outcome)
    shown = left_of(request, outcome) | report_refused(
        request, outcome.refused, verb=form.chosen_verb.label
    )
    gone = Comment.objects.filter(pk__in=form.cleaned_data["comment"])
    if missing := len(form.cleaned_data["comment"]) - gone.count():
        messages.error(
            request,
            ngettext(
                "That comment is not there any more: nothing was decided.",
                "%(count)d of the comments are not there any more.",
                missing,
            )
            % {"count": missing},
        )
    return answer(request, shown=shown, then=form.cleaned_data["then"])


def _without_looking(form: DecisionForm, asked: FilterForm) -> CommentQuerySet | None:
    """Return what is to be decided without having been shown, if so much was asked for.

    So many are refused, or wait again. They are never published.
    """
    if form.publishes or form.cleaned_data["copy_of"]:
        return None
    if form.cleaned_data["everything"] and not asked.comment_id:
        matching = chain.from_iterable(
            walk(asked.tab, asked, order=asked.chosen_order, most=LARGEST_JOB)
        )
        return Comment.objects.filter(pk__in=list(matching)).order_by("pk")
    if wave := form.cleaned_data["wave"]:
        return members(status=asked.tab, **wave)
    return None


def _report_decided(request: StaffRequest, form: DecisionForm, outcome: Outcome) -> None:
    if outcome.decided:
        done = {"count": len(outcome.decided), "name": outcome.decided[0].name}
        messages.success(request, form.chosen_verb.done % done)
    if form.cleaned_data["copy_of"] and not outcome.closed:
        messages.error(
            request, _("Nothing was closed: that comment is not published, or says something else.")
        )
    report_copies(request, outcome)


def _decide_in_background(
    request: StaffRequest, form: DecisionForm, comments: CommentQuerySet
) -> HttpResponse:
    job = start_job(
        comments,
        form.chosen_verb.to,
        by=request.user,
        reason=form.cleaned_data["reason"],
        because=form.cleaned_data["because"],
    )
    queue_bulk_job(job.pk)
    messages.success(
        request,
        ngettext(
            "%(count)d comment becomes “%(status)s” in the background.",
            "%(count)d comments become “%(status)s” in the background.",
            job.total,
        )
        % {"count": job.total, "status": form.chosen_verb.to.label},
    )
    return answer(request, shown={})


def _undo(request: StaffRequest) -> HttpResponse:
    asked = UndoForm(request.POST)
    try:
        outcome = take_back_last(by=request.user, step=asked.named_step)
    except NothingToUndo as nothing:
        messages.info(request, str(nothing))
        return answer(request, shown={})
    except (AnotherStepSince, MayNotTakeBack) as refusal:
        messages.warning(request, str(refusal))
        return answer(request, shown={})
    if outcome.job_id:
        queue_bulk_job(outcome.job_id)
        messages.success(request, _("The decisions are taken back in the background."))
    if sentence := sentence_of(outcome):
        messages.success(request, sentence)
    pks = [*seen_again(outcome), *about_whom(outcome, asked.seen)]
    restored = {pk: _("Undone.") for pk in pks}
    shown = restored | report_refused(request, outcome.refused, verb=_("Undo"))
    return answer(request, shown=shown, then=next(iter(restored), None))


def _tabs(asked: FilterForm, figures: Figures) -> Iterator[Tab]:
    for status, label in TABS.items():
        is_current = status == asked.tab and not asked.comment_id
        yield Tab(status, label, figures.counts[status], is_current)
