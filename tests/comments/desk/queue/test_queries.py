"""What the desk's pages ask the database, each query by its purpose.

A new query fails here with its SQL. Add its purpose, if it has one that no other query can serve:
a page has `MOST`, whatever is on it.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.desk.listing import paging
from comments.desk.listing.paging import CARDS_A_PAGE, mark_newest
from comments.desk.listing.tabs import APPEALS
from comments.desk.listing.waves import COLLAPSED_TABS
from comments.models import (
    Appeal,
    BulkJob,
    Comment,
    Decision,
    Edit,
    Featuring,
    ModeratorAction,
    SavedView,
    Status,
)
from comments.search import hide_address
from tests.articles.factories import ArticleFactory, SectionFactory
from tests.comments.desk.page import URL, Desk, cards_of, waiting_comment
from tests.comments.factories import (
    CommentFactory,
    FindingFactory,
    RejectionReasonFactory,
    StandingFactory,
    UserFactory,
    WriterNoteFactory,
)

pytestmark = pytest.mark.django_db

MOST: Final = 20

# By columns, table, and what tells it from others of that table. Brackets are angular, and empty
# around a subquery: see `outline`.
PURPOSES: Final = {
    "whose address is searched for": r'^SELECT "comments_contact"\."email" AS "email" FROM'
    r' "comments_contact" WHERE "comments_contact"\."comment_id" = ',
    "the session": r'FROM "django_session"',
    "who is asking": r'^SELECT "auth_user"\."id".* FROM "auth_user" WHERE "auth_user"\."id" = ',
    "what they themselves may do": r'FROM "auth_permission" .*"auth_user_user_permissions"',
    "what their groups may do": r'FROM "auth_permission" .*"auth_group_permissions"',
    "which comments stand next": r'^SELECT "comments_comment"\."id" AS "pk"'
    r'(?!.*"comments_comment"\."id" IN).* LIMIT \d+$',
    "which of them the filters let through": r'^SELECT "comments_comment"\."id" AS "pk"'
    r'(?!.*"version").*"comments_comment"\."id" IN ‹\d+',
    "which of all the filters' indexes find": r'^SELECT "comments_comment"\."id" AS "pk"'
    r'.*"comments_comment"\."id" IN ‹…›',
    "the comments": r'^SELECT "comments_comment"\."id", .* INNER JOIN "articles_section"',
    "how big their waves are": r'^SELECT "comments_comment"\."wave" AS "wave", COUNT‹',
    "who else is in small waves": r'^SELECT "comments_comment"\."id", (?!.*"articles_section").*'
    r' INNER JOIN "articles_article" ',
    "what was found in floods": r'^SELECT "comments_comment"\."wave" AS "comment__wave"',
    "what says exactly the same": r'^SELECT "comments_comment"\."copy_key" AS',
    "who wrote them": r'^SELECT "comments_contact"\."comment_id", .* AS "too_old" FROM',
    "what else they wrote": r'^SELECT "comments_contact"\."created_at" AS "created_at", ',
    "their latest, and replies": r'^SELECT "comments_comment"\."id", "comments_comment"'
    r'\."parent_id".*"comments_comment"\."parent_id" IN',
    "decisions and appeals": r'^SELECT "comments_decision"\."id", .* JOIN "comments_appeal"',
    "findings, edits, picks, standings, notes": r'FROM "comments_finding" .* UNION ALL .*'
    r'FROM "comments_edit" .* UNION ALL .*FROM "comments_featuring" .* UNION ALL .*'
    r'FROM "comments_standing" .* UNION ALL .*FROM "comments_writernote"',
    "what there is to choose from": r'FROM "articles_section".* UNION ALL .*FROM "auth_user" .*'
    r' UNION ALL .*FROM "comments_rejectionreason".* UNION ALL .*FROM "comments_savedview"',
    "figures of the page's head": r'^SELECT ‹…› AS "in_in_review", ‹…› AS "in_appeals", '
    r'.* FROM "auth_user"',
    "what can be undone, and jobs": r'^SELECT "comments_moderatoraction"\."id", .* JOIN '
    r'"comments_bulkjob"',
    "how long people waited today": r'SELECT "comments_decision"\."created_at" AS "created_at", '
    r'"comments_comment"\."created_at" AS',
    # The page of one comment.
    "mails about it": r'FROM "comments_mail"',
    "the learner's version": r'FROM "comments_learnerversion"',
    "how many wait": r"^SELECT COUNT‹\*› FROM ‹…›",
    # What the script asks for.
    "the newest of the tab": r'^SELECT "comments_comment"\."id", "comments_comment"\."created_at", '
    r'"comments_comment"\."appealed_at", "comments_comment"\."risk" FROM .* LIMIT 1$',
    "who is looking": r'FROM "comments_presence"',
    "versions of what is shown": r'^SELECT "comments_comment"\."id" AS "pk", "comments_comment"'
    r'\."version" AS "version" FROM',
    "jobs under way": r'^SELECT "comments_bulkjob"',
}

SHELL: Final = Counter(
    ["the session", "who is asking", "what they themselves may do", "what their groups may do"]
)
CARDS: Final = Counter(
    [
        "the comments",
        "who wrote them",
        "what else they wrote",
        "their latest, and replies",
        "decisions and appeals",
        "findings, edits, picks, standings, notes",
        "what there is to choose from",
    ]
)
HEAD: Final = Counter(
    [
        "figures of the page's head",
        "what can be undone, and jobs",
        "how long people waited today",
    ]
)
COUNTED: Final = Counter(["how big their waves are", "what says exactly the same"])
UNFOLDED: Final = Counter(["who else is in small waves"])
WAVES: Final = COUNTED + UNFOLDED
LIST: Final = Counter(["which comments stand next"])
FILTERED: Final = Counter(["which of them the filters let through"])
OFFERED: Final = Counter(["what there is to choose from"])
BY_INDEX: Final = Counter(["which of all the filters' indexes find"])
PAGE: Final = SHELL + LIST + CARDS + WAVES + HEAD

TABS: Final = [*Status.values, APPEALS]


def outline(sql: str) -> str:
    """Return the statement with its brackets as they are in `PURPOSES`."""
    # PostgreSQL puts the parts of a union into brackets.
    sql = sql.removeprefix("(").replace(") UNION ALL (", " UNION ALL ")
    while (shorter := re.sub(r"\(([^()]*)\)", _outline_one, sql)) != sql:
        sql = shorter
    return sql


def _outline_one(found: re.Match[str]) -> str:
    is_subquery = re.match(r"‹*SELECT ", found[1])
    return "‹…›" if is_subquery else f"‹{found[1]}›"


def purpose_of(sql: str) -> str:
    purposes = [
        name for name, shape in PURPOSES.items() if re.search(shape, outline(sql), re.DOTALL)
    ]
    if len(purposes) != 1:
        known = "\n  ".join(PURPOSES)
        shape = outline(sql)
        pytest.fail(
            f"Its purpose is {purposes or 'unknown'}:\n{sql}\n\n{shape}\n\nKnown:\n  {known}"
        )
    return purposes[0]


def purposes_of(queries: Iterable[dict[str, str]]) -> Counter[str]:
    return Counter(purpose_of(query["sql"]) for query in queries)


def asked_by(desk: Desk, **asked: Any) -> Counter[str]:
    with CaptureQueriesContext(connection) as queries:
        desk.show(**asked)
    return purposes_of(queries)


def add_cards(tab: str, count: int, *, by: User) -> list[Comment]:
    """Add comments to the tab with all that a card can show."""
    status = Status.REJECTED if tab == APPEALS else Status(tab)
    return [_add_card(status, by=by, is_appealed=tab == APPEALS) for _number in range(count)]


def _add_card(status: Status, *, by: User, is_appealed: bool) -> Comment:
    now = timezone.now()
    article = ArticleFactory()
    fields: dict[str, Any] = {"article": article, "email": f"writer{article.pk}@example.org"}
    fields |= {"browser": "1" * 32, "wave": 1000 + article.pk}
    earlier = CommentFactory(
        status=Status.APPROVED, contact__confirmed_at=now, **(fields | {"wave": None})
    )
    comment = CommentFactory(
        status=status,
        parent=CommentFactory(article=article, status=Status.APPROVED),
        appealed_at=now if is_appealed else None,
        edited_at=now,
        featured_at=now if status == Status.APPROVED else None,
        **fields,
    )
    CommentFactory(status=status, wave=fields["wave"])
    CommentFactory(article=article, parent=comment, author=by, contact=None, status=status)
    FindingFactory(comment=comment, spans=[[0, 2]])
    StandingFactory(email=fields["email"])
    WriterNoteFactory(email=fields["email"])
    reason = RejectionReasonFactory()
    _decide(earlier, Status.APPROVED, by=by)
    rejection = _decide(comment, Status.REJECTED, by=by, rejection_reason=reason)
    answer = _decide(comment, status, by=by)
    Appeal.objects.create(comment=comment, decision=rejection, text="Why?", answered_with=answer)
    again = _decide(comment, Status.REJECTED, by=by, rejection_reason=reason)
    Appeal.objects.create(comment=comment, decision=again, text="Why not?")
    Edit.objects.create(comment=comment, by=by, body_before="One.", body_after="Two.")
    Featuring.objects.create(comment=comment, by=by, featured_at=now)
    return comment


def _decide(comment: Comment, to_status: str, *, by: User, **fields: Any) -> Decision:
    action = ModeratorAction.objects.create(by=by, to_status=to_status)
    return Decision.objects.create(
        comment=comment,
        by=by,
        from_status=Status.IN_REVIEW,
        to_status=to_status,
        action=action,
        **fields,
    )


@pytest.fixture(autouse=True)
def _all_panels(moderator: User, colleague: User) -> None:
    """Fill what stands around the cards: saved views, jobs under way and done, what waits."""
    SavedView.objects.create(name="Links", query="check=links")
    for _number in range(4):
        decision = _decide(CommentFactory(status=Status.SPAM), Status.SPAM, by=moderator)
        BulkJob.objects.create(action_id=decision.action_id or 0, comments=[], total=9, done=4)
    CommentFactory(status=Status.SUBMITTED)
    UserFactory(username="theo", is_staff=True)


@pytest.mark.parametrize("tab", TABS)
def test_a_page_asks_the_same_for_twenty_cards_as_for_one(
    desk: Desk, colleague: User, tab: str
) -> None:
    # What was rejected and appealed against is looked at by itself.
    expected = PAGE - WAVES if tab == APPEALS else PAGE
    # Only what is still to be looked at is folded.
    expected = expected if tab in COLLAPSED_TABS else expected - UNFOLDED
    assert expected.total() <= MOST
    add_cards(tab, 1, by=colleague)
    assert asked_by(desk, status=tab) == expected
    add_cards(tab, CARDS_A_PAGE, by=colleague)
    page = desk.show(status=tab)
    assert len(cards_of(page)) == CARDS_A_PAGE
    assert asked_by(desk, status=tab) == expected
    assert asked_by(desk, status=tab, after=page.context["page"].next_mark) == expected


FILTERS: Final[dict[str, dict[str, Any]]] = {
    "text": {"q": "remark"},
    "finding": {"check": "links"},
    "article": {"article": "a"},
    "age": {"age": "today"},
    "colleague": {"by": "theo"},
    "reason": {"reason": "off-topic"},
    "section": {"section": "city"},
    "dates": {"since": "2020-01-01", "until": "2030-01-01"},
    "all": {
        "q": "remark",
        "check": "links",
        "article": "a",
        "age": "today",
        "by": "theo",
        "reason": "off-topic",
        "section": "city",
        "order": "easiest",
    },
}


@pytest.mark.parametrize("asked", FILTERS.values(), ids=FILTERS)
def test_a_filtered_page_asks_twice_more_at_most(
    desk: Desk, colleague: User, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any]
) -> None:
    SectionFactory(slug="city")
    add_cards(Status.IN_REVIEW, 2, by=colleague)
    full = PAGE - UNFOLDED
    if not cards_of(desk.show(**asked)):
        full = PAGE - WAVES - CARDS + OFFERED
    assert asked_by(desk, **asked) == full + FILTERED
    # As where there are so many that looking through the next does not do.
    monkeypatch.setattr(paging, "_LOOKED_THROUGH", 2)
    full = full + FILTERED + BY_INDEX
    assert asked_by(desk, **asked) == full
    assert full.total() <= MOST


def test_a_search_for_an_address_asks_once_more_whose_it_is(desk: Desk, colleague: User) -> None:
    add_cards(Status.IN_REVIEW, 2, by=colleague)
    asked = {"who": hide_address("writer1@")}
    full = PAGE if cards_of(desk.show(**asked)) else PAGE - WAVES - CARDS + OFFERED
    assert asked_by(desk, **asked) == full + FILTERED + Counter(["whose address is searched for"])


def test_where_a_filter_finds_little_by_risk_the_looking_has_two_parts(
    desk: Desk, colleague: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is as risky, and what is less: each is read from its place in an index."""
    first, *others = add_cards(Status.IN_REVIEW, 3, by=colleague)
    Comment.objects.filter(pk=first.pk).update(risk=90)
    monkeypatch.setattr(paging, "_LOOKED_THROUGH", 2)
    mark = mark_newest(Comment.objects.filter(pk=first.pk))
    asked = {"q": "remark", "order": "riskiest", "after": mark}
    assert {one.pk for one in others} <= set(cards_of(desk.show(**asked)))
    expected = PAGE - UNFOLDED + FILTERED + LIST + BY_INDEX
    assert asked_by(desk, **asked) == expected
    assert expected.total() <= MOST


def test_a_flood_before_them_asks_once_more(desk: Desk, colleague: User) -> None:
    comments = add_cards(Status.IN_REVIEW, 2, by=colleague)
    flood = [waiting_comment(wave=comments[0].wave) for _number in range(100)]
    Comment.objects.filter(pk__in=[one.pk for one in flood]).update(
        created_at=comments[0].created_at
    )
    in_flood = Counter(["what was found in floods"])
    assert asked_by(desk) == PAGE + LIST + in_flood


def test_one_comment_and_what_the_script_loads_ask_less(desk: Desk, colleague: User) -> None:
    [comment] = add_cards(Status.IN_REVIEW, 1, by=colleague)
    assert asked_by(desk, comment=comment.pk) == PAGE - UNFOLDED
    with CaptureQueriesContext(connection) as queries:
        desk.ask_as_script()
    assert purposes_of(queries) == PAGE - HEAD + Counter(["the newest of the tab"])


def test_the_page_of_a_comment(desk: Desk, moderator: User, colleague: User) -> None:
    [comment] = add_cards(Status.REJECTED, 1, by=colleague)
    with CaptureQueriesContext(connection) as queries:
        page = desk.client.get(f"/admin/comments/comment/{comment.pk}/change/")
    assert page.status_code == 200
    besides = Counter(["mails about it", "the learner's version", "how many wait"])
    assert purposes_of(queries) == SHELL + CARDS + besides


def test_what_the_script_asks_again_and_again(desk: Desk, colleague: User) -> None:
    comments = add_cards(Status.IN_REVIEW, CARDS_A_PAGE, by=colleague)
    newest = desk.show().context["newest"]
    seen = {"comment": [f"{one.pk}:{one.version}" for one in comments], "newest": newest}
    sent = {**seen, "looking": comments[0].pk}
    desk.client.post(f"{URL}live/", sent)
    with CaptureQueriesContext(connection) as queries:
        desk.client.post(f"{URL}live/", sent)
    assert purposes_of(queries) == SHELL + Counter(
        [
            "who is looking",
            "versions of what is shown",
            "jobs under way",
            "how many wait",
            "figures of the page's head",
        ]
    )


@pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite goes about it")
def test_no_query_reads_all_comments_once_sqlite_has_counted(desk: Desk, colleague: User) -> None:
    """Where hardly anything has a parent, an index on all parents looks like none."""
    [comment] = add_cards(Status.IN_REVIEW, 1, by=colleague)
    fields = {"article": comment.article, "name": "Ann", "body": "Hello.", "status": "in_review"}
    Comment.objects.bulk_create(
        Comment(receipt_digest=f"r{number}", duplicate_key=f"d{number}", **fields)
        for number in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as queries:
        desk.show()
    for query in queries.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            steps = [str(detail) for *_ids, detail in cursor.fetchall()]
        assert not [step for step in steps if step.startswith("SCAN comments_comment")], query[
            "sql"
        ]
