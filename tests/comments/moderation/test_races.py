"""Two colleagues at the same instant, on the database that lets both in."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone

from articles.models import Article
from comments import moderation, tasks
from comments.models import Appeal, Comment, Decision, ModeratorAction, Status
from comments.moderation import CannotAppeal, StaleDecision
from comments.posting import submit
from comments.posting.submission import AlreadySubmitted
from comments.screening import Result
from comments.screening.findings import Finding as Evidence
from tests.articles.factories import ArticleFactory
from tests.clock import LONG_AGO
from tests.comments.factories import CommentFactory, FindingFactory, UserFactory
from tests.comments.mails.sending import tell
from tests.processes import PATIENCE

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

ROUNDS = 50


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run each in a thread with a connection of its own; returns results or refusals."""
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        start.wait(PATIENCE)
        try:
            return work()
        except (AlreadySubmitted, CannotAppeal, StaleDecision) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_one_of_two_decisions_stands_and_the_other_colleague_is_told() -> None:
    dana, eli = UserFactory(first_name="Dana"), UserFactory(first_name="Eli")
    for _ in range(ROUNDS):
        comment = CommentFactory(status=Status.IN_REVIEW)
        seen = Comment(pk=comment.pk, version=comment.version)
        results = at_once(
            partial(moderation.approve, comment, by=dana), partial(moderation.reject, seen, by=eli)
        )
        (decision,) = [result for result in results if isinstance(result, Decision)]
        (refusal,) = [result for result in results if isinstance(result, StaleDecision)]
        assert decision.by
        assert decision.by.first_name in str(refusal)
        comment.refresh_from_db()
        comment.article.refresh_from_db()
        assert comment.decisions.get() == decision
        assert comment.article.comment_count == (comment.status == Status.APPROVED)


def test_two_workers_screen_a_comment_once() -> None:
    for _ in range(ROUNDS):
        pk = CommentFactory().pk
        took_effect = at_once(*[partial(tasks.screen_comment, pk)] * 2)
        assert sorted(map(bool, took_effect)) == [False, True]
        assert Decision.objects.filter(comment=pk).count() == 1


def test_a_digest_is_sent_by_one_of_three_workers(mailoutbox: list[EmailMessage]) -> None:
    UserFactory(moderator=True, email="dana@newsroom.example")
    comment = CommentFactory(lease_token=uuid4(), lease_ends_at=timezone.now())
    moderation.apply_screening(comment.pk, token=comment.lease_token, results=[])
    assert sorted(map(str, at_once(*[tell] * 3))) == ["0", "0", "1"]
    assert len(mailoutbox) == 1


def test_three_schedulers_send_each_mail_once(mailoutbox: list[EmailMessage]) -> None:
    wished = {f"reader{number}@mail.example" for number in range(ROUNDS)}
    for address in wished:
        CommentFactory(
            status=Status.APPROVED,
            decided_at=LONG_AGO,
            email=address,
            contact__wants_publication_mail=True,
        )
    assert sum(map(int, map(str, at_once(*[tell] * 3)))) == ROUNDS
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(wished)
    assert tell() == 0


def test_a_check_is_tried_again_by_one_of_two_workers() -> None:
    for _ in range(ROUNDS):
        finding = FindingFactory(check_name="links", score=None)
        seen = Result("links", Evidence(0.5, "Seen."))
        ran = at_once(*[partial(moderation.record_retry, finding, seen)] * 2)
        assert sorted(map(bool, ran)) == [False, True]


def test_approvals_at_once_are_all_counted() -> None:
    article = CommentFactory(status=Status.IN_REVIEW).article
    waiting = [CommentFactory(status=Status.IN_REVIEW, article=article) for _ in range(8)]
    dana = UserFactory()
    at_once(*[partial(moderation.approve, one, by=dana) for one in waiting])
    article.refresh_from_db()
    assert article.comment_count == 8


def test_one_of_two_answers_to_an_appeal_stands() -> None:
    dana, eli = UserFactory(first_name="Dana"), UserFactory(first_name="Eli")
    for _ in range(ROUNDS):
        comment = CommentFactory(status=Status.IN_REVIEW)
        moderation.reject(comment, by=dana)
        appeals = at_once(*[partial(moderation.appeal, comment, text="")] * 2)
        [appeal] = [one for one in appeals if isinstance(one, Appeal)]
        seen = Comment(pk=comment.pk, version=comment.version)
        answers = at_once(
            partial(moderation.approve, comment, by=dana), partial(moderation.uphold, seen, by=eli)
        )
        [decision] = [one for one in answers if isinstance(one, Decision)]
        appeal.refresh_from_db()
        assert appeal.answered_with == decision
        assert Comment.objects.get(pk=comment.pk).appealed_at is None


def test_what_one_sender_posts_twice_at_once_is_stored_once_and_what_two_do_twice() -> None:
    for n in range(ROUNDS):
        article = ArticleFactory()
        post = partial(
            submit, article=article, name="Ann", email="ann@mail.example", body=f"So {n}."
        )
        ann = partial(post, client_address="203.0.113.1")
        outcomes = at_once(ann, ann, partial(post, client_address="198.51.100.1"))
        assert sum(isinstance(one, AlreadySubmitted) for one in outcomes) == 1
        assert article.comments.count() == 2


def crosswise(articles: list[Article], by: User) -> list[ModeratorAction]:
    """Publish, in two steps, comments on all articles: in one order, and in the other."""
    actions = []
    for ordered in (articles, articles[::-1]):
        comments = [CommentFactory(status=Status.IN_REVIEW, article=one) for one in ordered]
        outcome = moderation.decide_all(comments, moderation.approve, by=by)
        actions += [outcome.action] if outcome.action else []
    return actions


def test_steps_on_the_same_articles_are_undone_at_once_and_nobody_waits_for_ever() -> None:
    articles = ArticleFactory.create_batch(8)
    dana, eli = UserFactory(), UserFactory()
    for _ in range(10):
        danas, elis = crosswise(articles, dana)
        ModeratorAction.objects.filter(pk=elis.pk).update(by=eli)
        undone = at_once(
            partial(moderation.undo_last, by=dana, step=danas.pk),
            partial(moderation.undo_last, by=eli, step=elis.pk),
        )
        assert [len(outcome.decided) for outcome in undone] == [8, 8]  # type: ignore[attr-defined]
        assert not Article.objects.filter(comment_count__gt=0).exists()


def test_statements_on_the_same_articles_raise_versions_in_one_order() -> None:
    articles = ArticleFactory.create_batch(8)
    dana = UserFactory()
    steps = crosswise(articles, dana)
    pages = [Comment.objects.filter(decisions__action=step).values("pk") for step in steps]
    for number in range(20):
        at_once(
            *[partial(Comment.objects.filter(pk__in=pks).update, name=f"{number}") for pks in pages]
        )
    assert min(Article.objects.values_list("page_version", flat=True)) > 40
