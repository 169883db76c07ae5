"""How the page "How well screening does" grows with the decisions.

make bench ARGS="tests/benchmarks/test_scorecard.py" SCORECARD_SIZES=10000,100000,200000
"""

import os
from itertools import islice
from statistics import median
from time import perf_counter

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import Comment, Decision, Finding, ModeratorAction, Status
from comments.scorecard.views import LOOKS_BACK
from tests.comments.factories import UserFactory

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]

SIZES = [int(size) for size in os.environ.get("SCORECARD_SIZES", "1000,10000").split(",")]
TIMES = 7
AT_ONCE = 5000
# Of a hundred comments that wait, in turn.
VERDICTS = [Status.APPROVED] * 70 + [Status.REJECTED] * 12 + [Status.SPAM] * 18


def decide_on_all_that_wait(*, by: User) -> None:
    """Decide as people would, and give every comment what the learner might have said."""
    action = ModeratorAction.objects.create(by=by, to_status=Status.APPROVED)
    waiting = Comment.objects.awaiting_review().order_by("pk").values_list("pk", flat=True)
    pks = iter(list(waiting))
    while batch := list(islice(pks, AT_ONCE)):
        verdicts = {pk: VERDICTS[pk * 37 % 100] for pk in batch}
        Decision.objects.bulk_create(
            Decision(
                comment_id=pk, by=by, from_status=Status.IN_REVIEW, to_status=to, action=action
            )
            for pk, to in verdicts.items()
        )
        Finding.objects.bulk_create(
            Finding(comment_id=pk, check_name="learner", score=pk % 90 / 100, reason="Reads so.")
            for pk, to in verdicts.items()
            if to == Status.SPAM
        )
        for status in set(VERDICTS):
            of_status = [pk for pk, to in verdicts.items() if to == status]
            Comment.objects.filter(pk__in=of_status).update(status=status)


def test_the_page_is_as_quick_however_many_were_decided(client: Client) -> None:
    lead = UserFactory(lead=True)
    client.force_login(lead)
    smallest: dict[int, float] = {}
    for size in SIZES:
        missing = size - Decision.objects.filter(by__isnull=False).count()
        call_command("seed_comments", waiting=missing, articles=100, verbosity=0)
        decide_on_all_that_wait(by=lead)
        with connection.cursor() as cursor:
            # What a server does by itself, but not before the test's transaction ends.
            cursor.execute("ANALYZE")
        print(f"\n{size} decided")
        for last in LOOKS_BACK:
            took = []
            for _ in range(TIMES):
                started = perf_counter()
                client.get("/admin/comments/screening/", {"last": last})
                took.append((perf_counter() - started) * 1000)
            with CaptureQueriesContext(connection) as queries:
                client.get("/admin/comments/screening/", {"last": last})
            times = median(took) / smallest.setdefault(last, median(took))
            print(f"  {last:5} {median(took):6.1f} ms ×{times:.2f} {len(queries):3} queries")
