"""A small newspaper, its pages, and whatever can be done to it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import connection
from django.http import Http404
from django.template.response import TemplateResponse
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils import timezone

from articles.models import Article, Section
from comments import moderation
from comments.models import Comment, Edit, Status
from comments.posting import submit
from tests.articles.factories import ArticleFactory, SectionFactory
from tests.comments.factories import CommentFactory, UserFactory

_numbers = count()


@dataclass
class Paper:
    client: Client = field(default_factory=Client)
    by: User = field(default_factory=lambda: UserFactory(lead=True))

    def __post_init__(self) -> None:
        self.section: Section = SectionFactory(name="Harbour", slug="harbour")
        self.article: Article = ArticleFactory(
            section=self.section,
            slug="ferry",
            comment_count=3,
            # So that its picture is read from no file.
            lead_image_width=8,
            lead_image_height=6,
        )
        self.other: Article = ArticleFactory(slug="tide")
        # More than a page of a list has.
        older = timezone.now() - timedelta(days=30)
        ArticleFactory.create_batch(20, section=self.section, published_at=older)
        ArticleFactory(section=self.section, published_at=older, headline="The last")
        self.comment = self._approved(body="First.")
        self.reply = self._approved(parent=self.comment, body="Second.")
        self.pick = self._approved(featured_at=timezone.now())
        self.waiting: Comment = CommentFactory(article=self.article, status=Status.IN_REVIEW)
        # Something for undo.
        moderation.approve(
            CommentFactory(article=self.other, status=Status.IN_REVIEW, body="Fourth."), by=self.by
        )

    def _approved(self, **columns: Any) -> Comment:
        comment: Comment = CommentFactory(
            article=self.article, status=Status.APPROVED, decided_at=timezone.now(), **columns
        )
        return comment

    @property
    def addresses(self) -> list[str]:
        """Return one page of each kind, at the addresses that they have had from the beginning."""
        before = f"{timezone.now() + timedelta(days=1):%Y%m%dT000000.000000}-1"
        return [
            "/",
            f"/?before={before}",
            "/sections/harbour/",
            f"/sections/harbour/?before={before}",
            "/sections/harbour/feed/",
            "/feed/",
            "/articles/ferry/",
            f"/articles/ferry/?after={self.comment.pk}",
            f"/articles/ferry/?conversation={self.comment.pk}&after={self.comment.pk}",
            f"/articles/ferry/?reply_to={self.comment.pk}",
            f"/articles/ferry/?reply_to={self.waiting.pk}",
            "/articles/ferry/comments/feed/",
            "/articles/tide/",
            "/sitemap.xml",
        ]

    def read(self, address: str) -> tuple[int, bytes]:
        """Return what a reader gets."""
        response = self.client.get(address)
        return response.status_code, response.content if response.status_code == 200 else b""

    def make(self, address: str) -> tuple[int, bytes]:
        """Return what the view makes, whatever is stored."""
        match = resolve(address.partition("?")[0])
        try:
            response = match.func(RequestFactory().get(address), **match.kwargs)
        except Http404:
            return 404, b""
        if isinstance(response, TemplateResponse):
            response.render()
        return response.status_code, response.content if response.status_code == 200 else b""

    def read_all(self) -> dict[str, tuple[int, bytes]]:
        return {address: self.read(address) for address in self.addresses}

    def make_all(self) -> dict[str, tuple[int, bytes]]:
        return {address: self.make(address) for address in self.addresses}


def _as_it_is(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def _of_comment(verb: Callable[..., object], **arguments: Any) -> Callable[[Paper], object]:
    return lambda paper: verb(_as_it_is(paper.comment), by=paper.by, **arguments)


def _save(paper: Paper, **columns: Any) -> None:
    article = Article.objects.get(pk=paper.article.pk)
    for name, value in columns.items():
        setattr(article, name, value)
    article.save()


def _saving(**columns: Any) -> Callable[[Paper], object]:
    return lambda paper: _save(paper, **columns)


def _sql(sql: str) -> Callable[[Paper], object]:
    def run(_paper: Paper) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return run


def _post(paper: Paper) -> None:
    submit(
        article=paper.article,
        name="Zoe",
        email="zoe@mail.example",
        body=f"Just now {next(_numbers)}",
    )


def _rejected_and_back(paper: Paper) -> None:
    moderation.reject(_as_it_is(paper.comment), by=paper.by)
    paper.read_all()
    moderation.undo_last(by=paper.by)


def _working_on_a_job(paper: Paper) -> None:
    there = Comment.objects.filter(article=paper.article)
    moderation.work_on_job(moderation.start_job(there, Status.REJECTED, by=paper.by).pk)


def _back(paper: Paper) -> None:
    try:
        moderation.undo_last(by=paper.by)
    except moderation.NothingToUndo:
        return


# Whether it can be done again and again, and in any order, `test_fresh` says.
SEEN: Final[dict[str, Callable[[Paper], object]]] = {
    "approve": lambda paper: moderation.approve(_as_it_is(paper.waiting), by=paper.by),
    "approve_with_copies": lambda paper: moderation.approve_with_copies(
        [_as_it_is(paper.waiting)], {}, by=paper.by
    ),
    "publish_with_copies": lambda paper: moderation.publish_with_copies(
        [_as_it_is(paper.waiting)], {}, by=paper.by
    ),
    "reject": _of_comment(moderation.reject),
    "mark_as_spam": _of_comment(moderation.mark_as_spam),
    "return_to_review": _of_comment(moderation.return_to_review),
    "edit": _of_comment(moderation.edit, body="Edited."),
    "feature": _of_comment(moderation.feature),
    "unfeature": lambda paper: moderation.unfeature(_as_it_is(paper.pick), by=paper.by),
    "reply": _of_comment(moderation.reply, body="We know."),
    "undo_last": _back,
    "decide_all": lambda paper: moderation.decide_all(
        [_as_it_is(paper.comment), _as_it_is(paper.reply)], moderation.reject, by=paper.by
    ),
    "work_on_job": _working_on_a_job,
    "an article is saved": _saving(headline="Another", correction="Wrong.", byline="Ann"),
    "it is corrected": _saving(corrected_at=timezone.now(), correction="It was the other one."),
    "its address changes": _saving(slug="steamer"),
    "its section changes": lambda paper: _save(paper, section=SectionFactory()),
    "its comments close": _saving(commenting=Article.Commenting.CLOSED),
    "it is taken back": _saving(status=Article.Status.DRAFT),
    "another is published": lambda _paper: ArticleFactory(),
    "many are published": lambda paper: Article.objects.bulk_create(
        ArticleFactory.build_batch(2, section=paper.section)
    ),
    "one is deleted": lambda _paper: Article.objects.get(headline="The last").delete(),
    "a section is renamed": lambda paper: Section.objects.filter(pk=paper.section.pk).update(
        name="Port"
    ),
    "a section's address changes": lambda paper: Section.objects.filter(pk=paper.section.pk).update(
        slug="port"
    ),
    "the menu is sorted": lambda paper: Section.objects.filter(pk=paper.section.pk).update(
        position=7
    ),
    "a section is added": lambda _paper: SectionFactory(),
    "comments in bulk": lambda paper: Comment.objects.bulk_create(
        CommentFactory.build_batch(2, article=paper.article, status=Status.APPROVED, contact=None)
    ),
    "comments go": lambda paper: Comment.objects.filter(article=paper.article).delete(),
    "edits in bulk": lambda paper: Edit.objects.bulk_create(
        [Edit(comment=paper.comment, by=paper.by, body_before="a", body_after="b")]
    ),
    "writers are renamed": lambda _paper: Comment.objects.update(name="Bob"),
    "SQL on comments": _sql("UPDATE comments_comment SET website = 'https://b.example'"),
    "SQL on articles": _sql("UPDATE articles_article SET deck = 'By hand'"),
    "SQL on sections": _sql("UPDATE articles_section SET name = name || '!'"),
}
UNSEEN: Final[dict[str, Callable[[Paper], object]]] = {
    "a comment is posted": _post,
    "rejected and taken back": _rejected_and_back,
}
# What else the face of moderation has: it moves nothing, or what it moves is moved by the others.
NEITHER: Final = frozenset(
    """
    add_note appeal apply_screening claim_retry close_as_copies close_copies decide_many
    end_standing forgotten_jobs give_to_a_person join_exact_copies join_wave publish_copies
    record_retry rejection_to_appeal risk_of set_standing start_closing start_job take_back_many
    uphold waiting_from
    """.split()  # noqa: SIM905 - a list would be twenty lines
)
