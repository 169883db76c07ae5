"""`manage.py seed_comments`: what is invented looks as if it had come the usual way."""

from itertools import combinations

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from comments import tasks
from comments.management.invented import invent_comment
from comments.markup import render_comment
from comments.models import Comment, Finding, Status
from comments.screening.simhash import compute_simhash, distance

pytestmark = pytest.mark.django_db


def seed(**wanted: int) -> None:
    call_command("seed_comments", verbosity=0, **wanted)


def test_as_many_wait_and_are_approved_as_were_wanted() -> None:
    seed(waiting=30, approved=20, articles=4)
    assert Comment.objects.awaiting_review().count() == 30
    assert Comment.objects.approved().count() == 20
    assert sorted(Article.objects.values_list("comment_count", flat=True)) == [5, 5, 5, 5]
    assert Finding.objects.filter(comment__status=Status.IN_REVIEW).count() >= 30


def test_a_second_run_adds_only_what_is_missing() -> None:
    seed(waiting=5)
    first = set(Comment.objects.values_list("pk", flat=True))
    seed(waiting=8)
    everything = set(Comment.objects.values_list("pk", flat=True))
    assert (len(everything), first - everything) == (8, set())


def test_the_sweeper_leaves_them_alone() -> None:
    seed(waiting=20)
    assert tasks.requeue_forgotten() == 0
    assert tasks.retry_unavailable_checks() == 0
    assert tasks.erase_old_network_data() == 0


def test_they_are_stored_as_they_would_have_been_rendered() -> None:
    seed(waiting=100)
    for comment in Comment.objects.all():
        assert comment.body_html == render_comment(comment.body)
        assert comment.simhash == compute_simhash(comment.body)


def test_places_of_findings_are_what_they_speak_of() -> None:
    seed(waiting=100)
    links = Finding.objects.filter(check_name="links").select_related("comment")
    assert links
    for finding in links:
        [[start, end]] = finding.spans
        assert finding.comment.body[start:end].startswith("https://")


def test_no_two_are_nearly_the_same() -> None:
    hashes = [compute_simhash(invent_comment(number).body) or 0 for number in range(1, 1001)]
    assert min(distance(one, other) for one, other in combinations(hashes, 2)) > 3


def test_a_number_below_nothing_is_refused() -> None:
    with pytest.raises(CommandError, match="from 0 on"):
        seed(waiting=-1)
