"""The page "How well screening does"."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comments.models import Comment
from comments.scorecard.curve import blocks_in_time, calibration, in_time
from comments.scorecard.judgements import Judgement, latest_judgements, left_in_spam
from comments.scorecard.misfires import misfiring_checks, misfiring_words
from comments.scorecard.now import failures, learner_state, unscreened
from comments.scorecard.plots import (
    Plot,
    plot_by_itself,
    plot_calibration,
    plot_mistakes,
    plot_ranking,
)
from comments.scorecard.records import records_by_kind, silent_checks
from comments.scorecard.surprises import find_surprises
from comments.screening.learner import ENOUGH

# How many decisions the page may look back on.
LOOKS_BACK: Final = (200, 1000, 5000)
_USUAL: Final = 1000
_EXCERPT: Final = 160
# Of blocks with a figure; one is a dot and no curve.
_FEWEST_BLOCKS: Final = 2


@require_safe
def scorecard(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("comments.view_finding"):
        raise PermissionDenied
    asked = request.GET.get("last", "")
    last = next((count for count in LOOKS_BACK if str(count) == asked), _USUAL)
    judgements = latest_judgements(last)
    context = {
        **admin.site.each_context(request),
        "title": _("How well screening does"),
        "last": last,
        "looks_back": LOOKS_BACK,
        "unscreened": unscreened(),
        "failures": failures(),
        "learner": learner_state(),
        "judged": len(judgements),
        "enough": ENOUGH,
        "is_enough": len(judgements) >= ENOUGH,
    }
    if context["is_enough"]:
        context |= _figures(judgements, last)
        context["excerpts"] = _excerpts(request, context)
    return TemplateResponse(request, "admin/scorecard/scorecard.html", context)


def _figures(judgements: Sequence[Judgement], last: int) -> dict[str, Any]:
    in_spam = left_in_spam(judgements, last)
    waited = [one for one in judgements if one.has_waited]
    return {
        "verdicts": Counter(one.verdict for one in judgements),
        "since": min(one.decided_at for one in judgements),
        "waited": len(waited),
        "groups": records_by_kind(waited, in_spam),
        "left_in_spam": len(in_spam),
        "silent": silent_checks([*waited, *in_spam]),
        "misfires": misfiring_checks(waited),
        "words": misfiring_words(waited),
        "surprises": find_surprises(judgements),
        "plots": _plots(in_time(judgements, in_spam, most=last)),
    }


def _plots(judgements: Sequence[Judgement]) -> list[Plot]:
    """Return the plots of the learner, none where too little spam came in."""
    blocks = blocks_in_time(judgements)
    if sum(block.ranked_right is not None for block in blocks) < _FEWEST_BLOCKS:
        return []
    return [
        plot_ranking(blocks),
        plot_by_itself(blocks),
        plot_mistakes(blocks),
        plot_calibration(calibration(judgements)),
    ]


def _excerpts(request: HttpRequest, figures: dict[str, Any]) -> dict[int, tuple[str, str]]:
    """Return name and beginning of each example, for those who may open it on the desk."""
    if not request.user.has_perm("comments.decide_comment"):
        return {}
    surprises = figures["surprises"]
    sources: Iterable[Any] = (
        *figures["misfires"],
        *figures["words"],
        surprises.rescued,
        surprises.taken_down,
        surprises.unseen_spam,
        surprises.unseen_rejected,
    )
    wanted = set(chain.from_iterable(source.examples for source in sources))
    texts = Comment.objects.filter(pk__in=wanted).order_by().annotate(start=Left("body", _EXCERPT))
    return {pk: (name, start) for pk, name, start in texts.values_list("pk", "name", "start")}
