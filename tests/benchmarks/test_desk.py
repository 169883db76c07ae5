"""How the desk's pages, searches, exports and bulk decisions grow with the queue.

make bench ARGS="tests/benchmarks/test_desk.py" DESK_SIZES=10000,100000,1000000
"""

import os
from statistics import median
from time import perf_counter

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments import moderation
from comments.desk.listing.paging import OLDEST, RISKIEST, in_order, mark_newest
from comments.models import Comment, Status
from comments.moderation import bulk
from comments.search import hide_address
from tests.comments.desk.page import URL
from tests.comments.factories import UserFactory

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]

SIZES = [int(size) for size in os.environ.get("DESK_SIZES", "1000,10000").split(",")]
TIMES = 9
# What is in every comment, in some, in next to none and in none; what is found and what never.
VIEWS = {
    "word in all": "q=the",
    "word in some": "q=lighthouse",
    "rare words": "q=lighthouse+trombone",
    "phrase": 'q="the+old+quay"',
    "no such word": "q=zeppelin",
    "address": "who=reader77@",
    "finding": "check=links",
    "no such finding": "check=akismet",
    "article": "article=number+7",
    "decided by": "by=nobody",
    "dates": "until=2000-01-01",
    "wave": "wave=1",
}
WAVE = 20_000


def fill(size: int) -> None:
    started = perf_counter()
    call_command("seed_comments", waiting=size, articles=100, verbosity=0)
    print(f"\n{size} waiting, filled up in {perf_counter() - started:.0f} s")
    if connection.vendor == "postgresql":
        # What the server does by itself, but not before the test's transaction ends.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def measure(client: Client, query: str) -> tuple[float, int]:
    """Return the median milliseconds and the queries of one page."""
    took = []
    for _ in range(TIMES):
        started = perf_counter()
        client.get(URL + query)
        took.append((perf_counter() - started) * 1000)
    with CaptureQueriesContext(connection) as queries:
        client.get(URL + query)
    return median(took), len(queries)


def places(order: str, size: int) -> dict[str, str]:
    """Return the marks of a page in the middle and of the last."""
    comments = in_order(Comment.objects.awaiting_review(), order)
    return {
        "first": "",
        "middle": mark_newest(Comment.objects.filter(pk=comments[size // 2].pk)),
        "last": mark_newest(Comment.objects.filter(pk=comments[size - 5].pk)),
    }


def test_pages_are_as_quick_however_many_wait(client: Client) -> None:
    client.force_login(UserFactory(moderator=True))
    smallest: dict[tuple[str, str], float] = {}
    for size in SIZES:
        fill(size)
        for order in (OLDEST, RISKIEST):
            for name, mark in places(order, size).items():
                took, queries = measure(client, f"?order={order}&after={mark}")
                times = took / smallest.setdefault((order, name), took)
                print(f"  {order:9} {name:7} {took:6.1f} ms ×{times:.2f} {queries:3} queries")


def test_search_and_filters_are_as_quick_however_many_wait(client: Client) -> None:
    client.force_login(UserFactory(moderator=True))
    UserFactory(username="nobody", is_staff=True)
    smallest: dict[str, float] = {}
    for size in SIZES:
        fill(size)
        for name, query in VIEWS.items():
            field, _, typed = query.partition("=")
            asked = f"who={hide_address(typed)}" if field == "who" else query
            took, queries = measure(client, f"?{asked}")
            times = took / smallest.setdefault(name, took)
            print(f"  {name:16} {took:6.1f} ms ×{times:.2f} {queries:3} queries")


def test_a_wave_at_the_front_of_the_queue(client: Client) -> None:
    client.force_login(UserFactory(moderator=True))
    for size in SIZES:
        fill(size)
        before, _queries = measure(client, "")
        flood = Comment.objects.awaiting_review().oldest_first()[: min(WAVE, size // 5)]
        Comment.objects.filter(pk__in=list(flood.values_list("pk", flat=True))).update(wave=1)
        took, queries = measure(client, "")
        times = took / before
        print(f"  one of {min(WAVE, size // 5)}: {took:.1f} ms ×{times:.2f} {queries} queries")


def test_an_export_begins_at_once(client: Client) -> None:
    client.force_login(UserFactory(moderator=True))
    for size in SIZES:
        fill(size)
        started = perf_counter()
        rows = iter(client.get(f"{URL}export/").streaming_content)  # type: ignore[attr-defined]
        next(rows)
        next(rows)
        first = (perf_counter() - started) * 1000
        count = 1 + sum(1 for _row in rows)
        seconds = perf_counter() - started
        print(f"  first row after {first:.0f} ms, {count / seconds:.0f} rows a second")


def test_a_bulk_decision_on_ten_thousand(client: Client) -> None:
    dana = UserFactory(moderator=True)
    call_command("seed_comments", waiting=10_000, articles=100, verbosity=0)
    started = perf_counter()
    job = bulk.start_job(Comment.objects.awaiting_review(), Status.SPAM, by=dana)
    print(f"\nasked in {(perf_counter() - started) * 1000:.0f} ms")
    for what in ("decided", "taken back"):
        started = perf_counter()
        while bulk.work_on_job(job.pk):
            pass
        print(f"\n10000 {what} in {perf_counter() - started:.1f} s")
        if what == "decided":
            moderation.undo_last(by=dana)
