"""`manage.py seed_comments`: fill a newsroom with invented comments, to try things out."""

import hashlib
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from articles.models import Article, Section
from comments.identity import email_digest
from comments.management.invented import InventedComment, invent_comment
from comments.markup import render_comment
from comments.models import Comment, CommentQuerySet, Contact, Decision, Finding, Status
from comments.moderation import risk_of
from comments.screening import compute_simhash

_AT_ONCE: Final = 2000
# Younger than what is erased of contacts after a time, so that the rows are left alone.
_SPREAD: Final = timedelta(days=20)
_FEWEST_ARTICLES: Final = 10
# Instead of the digest that a posted comment has; the number of the invented one follows.
_MARK: Final = "invented-"
_GOLDEN_RATIO: Final = 0.618_033_988_75


class Command(BaseCommand):
    help = (
        "Add invented comments until so many of them wait for review, and so many are approved."
        " Interrupted, it goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--waiting", type=int, default=0, metavar="N")
        parser.add_argument("--approved", type=int, default=0, metavar="N")
        parser.add_argument(
            "--articles", type=int, default=0, metavar="N", help="spread them over so many articles"
        )

    def handle(self, **options: Any) -> None:
        if min(options["waiting"], options["approved"], options["articles"]) < 0:
            raise CommandError("Say how many: a number from 0 on.")
        articles = find_articles(options["articles"])
        for name, status in [("waiting", Status.IN_REVIEW), ("approved", Status.APPROVED)]:
            there = _invented().filter(status=status).count()
            for done in add_comments(articles, status, options[name] - there):
                if options["verbosity"]:
                    self.stdout.write(f"{there + done} of {options[name]} {name}")
                    self.stdout.flush()


def find_articles(wanted: int) -> list[Article]:
    """Return published articles, as many as are wanted; invent those that are missing."""
    there = list(Article.objects.published().newest_first()[: wanted or None])
    missing = (wanted or (0 if there else _FEWEST_ARTICLES)) - len(there)
    if missing <= 0:
        return there
    section, _created = Section.objects.get_or_create(
        slug="invented", defaults={"name": "Invented", "position": 99}
    )
    first = Article.objects.filter(slug__startswith=_MARK).count() + 1
    invented = [
        Article(
            headline=f"An invented article, number {number}",
            slug=f"{_MARK}{number}",
            deck="Made by seed_comments, to try things out.",
            body="<p>Nothing here has happened.</p>",
            section=section,
            status=Article.Status.PUBLISHED,
            published_at=timezone.now() - _SPREAD,
        )
        for number in range(first, first + missing)
    ]
    return [*there, *Article.objects.bulk_create(invented)]


def add_comments(articles: Sequence[Article], status: Status, count: int) -> Iterator[int]:
    """Store that many invented comments; after each batch, yield how many are stored so far."""
    last = _invented().aggregate(last=Max("duplicate_key"))["last"]
    first = int(last.removeprefix(_MARK)) + 1 if last else 1
    for start in range(0, count, _AT_ONCE):
        numbers = range(first + start, first + min(start + _AT_ONCE, count))
        _store(numbers, articles, status)
        yield start + len(numbers)


def _invented() -> CommentQuerySet:
    return Comment.objects.filter(duplicate_key__startswith=_MARK).order_by()


@transaction.atomic
def _store(numbers: range, articles: Sequence[Article], status: Status) -> None:
    now = timezone.now()
    invented = [invent_comment(number) for number in numbers]
    comments = [
        _comment(number, one, articles[number % len(articles)], status, now)
        for number, one in zip(numbers, invented, strict=True)
    ]
    Comment.objects.bulk_create(comments)
    pairs = list(zip(comments, invented, strict=True))
    Contact.objects.bulk_create(
        Contact(
            comment=comment,
            email=one.email,
            email_digest=email_digest(one.email),
            created_at=comment.created_at,
        )
        for comment, one in pairs
    )
    Finding.objects.bulk_create(
        Finding(
            comment=comment,
            check_name=found.check_name,
            score=found.score,
            reason=found.reason,
            spans=[list(span) for span in found.spans],
            created_at=comment.created_at,
        )
        for comment, one in pairs
        for found in one.findings
    )
    Decision.objects.bulk_create(
        Decision(
            comment=comment,
            from_status=Status.SUBMITTED,
            to_status=status,
            created_at=comment.created_at,
        )
        for comment in comments
    )
    if status == Status.APPROVED:
        _count_approved(comments)


def _comment(
    number: int, one: InventedComment, article: Article, status: Status, now: datetime
) -> Comment:
    earliest = max(article.published_at or now, now - _SPREAD)
    # Evenly spread, however many there will be.
    posted_at = earliest + (now - earliest) * (number * _GOLDEN_RATIO % 1)
    return Comment(
        article=article,
        name=one.name,
        body=one.body,
        body_html=_render(one.body),
        created_at=posted_at,
        queued_at=posted_at,
        screened_at=posted_at,
        decided_at=posted_at if status == Status.APPROVED else None,
        status=status,
        version=2,
        receipt_digest=hashlib.sha256(f"{_MARK}{number}".encode()).hexdigest(),
        duplicate_key=f"{_MARK}{number:012d}",
        simhash=compute_simhash(one.body),
        risk=risk_of(found.score for found in one.findings),
    )


def _render(body: str) -> str:
    """Render as ever where there is a link; the rest is plain, and a million are quick so."""
    if "://" in body:
        return render_comment(body)
    return "".join(f"<p>{paragraph}</p>" for paragraph in body.split("\n\n"))


def _count_approved(comments: Sequence[Comment]) -> None:
    """Bring the articles' counts up to what is stored."""
    counts = Comment.objects.approved().order_by().values_list("article").annotate(Count("pk"))
    for pk, count in counts.filter(article__in={comment.article_id for comment in comments}):
        Article.objects.filter(pk=pk).update(comment_count=count)
