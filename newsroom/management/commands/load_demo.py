"""`manage.py load_demo`: an invented newsroom to look at, try out and take apart."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from articles.models import Article, Section
from comments import moderation, tasks
from comments.models import Comment, ModeratorAction, Status
from comments.posting import submit
from newsroom import demo

FOLDER: Final = Path(demo.__file__).parent
VERBS: Final = {
    "approved": moderation.approve,
    "rejected": moderation.reject,
    "spam": moderation.mark_as_spam,
}


class Command(BaseCommand):
    help = "Load the invented demo newsroom into a database that has no articles yet."

    def handle(self, *_args: Any, **options: Any) -> None:
        if Article.objects.exists():
            raise CommandError(
                "There are articles already: the demo loads only into an empty site."
            )
        # The article's form shows whole seconds: a fraction would look like a change.
        now = timezone.now().replace(microsecond=0)
        with transaction.atomic():
            articles = load_articles(now)
            comments = load_comments(articles, now, by=colleague())
        if options["verbosity"]:
            self.stdout.write(f"Loaded {len(articles)} articles and {len(comments)} comments.")


def load_articles(now: datetime) -> dict[str, Article]:
    """Return the articles by their slug."""
    rows = json.loads((FOLDER / "articles.json").read_text(encoding="utf-8"))
    sections = {
        name: Section.objects.create(name=name, slug=slugify(name), position=position)
        for position, name in enumerate(dict.fromkeys(row["section"] for row in rows))
    }
    return {row["slug"]: load_article(row, sections[row["section"]], now) for row in rows}


def load_article(row: dict[str, Any], section: Section, now: datetime) -> Article:
    article = Article(
        headline=row["headline"],
        slug=row["slug"],
        deck=row["deck"],
        body=row["body_html"],
        section=section,
        byline=row["byline"],
        lead_image_alt=row["picture_alt"] or "",
        lead_image_credit=row["picture_credit"] or "",
        source_name=row["source_name"],
        source_url=row["source_url"],
        status=row["status"],
        published_at=days_before(now, row["published_days_ago"]),
        correction=row["correction"],
        corrected_at=days_before(now, row["corrected_days_ago"]),
    )
    if row["picture"]:
        with (FOLDER / "pictures" / row["picture"]).open("rb") as picture:
            article.lead_image.save(row["picture"], File(picture), save=False)
            article.save()
    else:
        article.save()
    return article


def colleague() -> User:
    """Return who has decided so far: nobody who logs in here finds it among their own work."""
    return User.objects.create(
        username="noor",
        first_name="Noor",
        last_name="Haddad",
        is_active=False,
        password=make_password(None),
    )


def load_comments(articles: dict[str, Article], now: datetime, *, by: User) -> list[Comment]:
    """Store, screen and decide the comments in the order in which they came."""
    rows = json.loads((FOLDER / "comments.json").read_text(encoding="utf-8"))
    for row in rows:
        published_at = articles[row["article"]].published_at or now
        row["created_at"] = min(published_at + timedelta(hours=row["hours_after"]), now)
    loaded: dict[str, Comment] = {}
    for row in sorted(rows, key=lambda row: row["created_at"]):
        comment = submit(
            article=articles[row["article"]],
            parent=loaded[row["parent"]] if row["parent"] else None,
            name=row["name"],
            email=row["email"],
            website=row["website"],
            body=row["body"],
            created_at=row["created_at"],
        ).comment
        tasks.screen_comment(comment.pk)
        comment.refresh_from_db()
        decide(comment, row, by=by)
        date_back(comment, now)
        loaded[row["id"]] = comment
    return list(loaded.values())


def decide(comment: Comment, row: dict[str, Any], *, by: User) -> None:
    verb = VERBS.get(row["outcome"])
    if verb and comment.status != Status(row["outcome"]):
        verb(comment, by=by, reason=row["reason"])


def date_back(comment: Comment, now: datetime) -> None:
    """Let it have been screened and decided soon after it was posted, not when it was loaded."""
    screened_at = min(comment.created_at + timedelta(seconds=9), now)
    decided_at = min(comment.created_at + timedelta(minutes=5 + comment.pk * 7 % 50), now)
    steps = ModeratorAction.objects.filter(decisions__comment=comment)
    steps.update(created_at=decided_at)
    comment.decisions.filter(by=None).update(created_at=screened_at)
    by_people = comment.decisions.exclude(by=None).update(created_at=decided_at)
    moments = {"screened_at": screened_at}
    if comment.decided_at:
        moments["decided_at"] = decided_at if by_people else screened_at
    Comment.objects.filter(pk=comment.pk).update(**moments)


def days_before(now: datetime, days: float | None) -> datetime | None:
    return None if days is None else now - timedelta(days=days)
