"""A thread by pages: every published comment once, and no page longer than it may be."""

import random
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.http import Http404, QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from comments.models import Comment, Status
from comments.thread import paging
from comments.thread.paging import Place, ThreadPage, find_place, read_page, read_place
from tests.articles.factories import ArticleFactory
from tests.comments.factories import CommentFactory

pytestmark = pytest.mark.django_db

CONVERSATIONS = 3
COMMENTS = 6


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "CONVERSATIONS_A_PAGE", CONVERSATIONS)
    monkeypatch.setattr(paging, "COMMENTS_A_PAGE", COMMENTS)


@pytest.fixture
def article() -> Article:
    return ArticleFactory(slug="ferry", body="<p>The ferry is late.</p>")


def say(article: Article, parent: Comment | None = None, status: str = Status.APPROVED) -> Comment:
    said: Comment = CommentFactory(article=article, parent=parent, status=status)
    return said


def pages_from(article: Article, place: Place) -> Iterator[ThreadPage]:
    """Follow "More comments", and before it the conversation that goes on."""
    page = read_page(article, place)
    yield page
    if page.rest:
        rest = read_page(article, page.rest)
        while True:
            yield rest
            if rest.rest is None:
                break
            rest = read_page(article, rest.rest)
        assert rest.following == page.following
    if page.following:
        yield from pages_from(article, page.following)


@pytest.mark.parametrize("seed", range(6))
def test_whoever_reads_on_reads_every_comment_once(article: Article, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (no secret)
    said: list[Comment] = []
    for _ in range(40):
        answers = said and chance.random() < seed / 6
        status = chance.choice([Status.APPROVED] * 4 + [Status.REJECTED])
        said.append(say(article, chance.choice(said) if answers else None, status))
    published = [one.pk for one in said if one.status == Status.APPROVED]

    pages = list(pages_from(article, Place()))

    assert sorted(one.pk for page in pages for one in page.comments) == published
    for page in pages:
        numbers = {one.conversation or one.pk for one in page.comments}
        assert len(page.comments) <= COMMENTS
        assert len(numbers) <= CONVERSATIONS
    for one in said:
        if one.status == Status.APPROVED:
            assert one.pk in {shown.pk for shown in read_page(article, find_place(one)).comments}


def test_a_conversation_begins_with_the_comment_that_answers_nothing(article: Article) -> None:
    first = say(article)
    answer = say(article, first)
    deeper = say(article, answer)
    assert [one.conversation for one in (first, answer, deeper)] == [None, first.pk, first.pk]


def test_a_conversation_stays_together_when_its_first_is_not_published(article: Article) -> None:
    first = say(article, status=Status.REJECTED)
    answer = say(article, first)
    other = say(article)
    late = say(article, first)
    [page] = pages_from(article, Place())
    assert [one.pk for one in page.comments] == [answer.pk, late.pk, other.pk]


def test_what_goes_on_says_whom_it_answers(article: Article, client: Client) -> None:
    first = say(article)
    answers = [say(article, first) for _ in range(COMMENTS + 1)]
    text = client.get("/articles/ferry/").content.decode()
    rest = f"/articles/ferry/?conversation={first.pk}&amp;after={answers[-3].pk}#comments"
    assert f'href="{rest}"' in text
    text = client.get(rest.split("#", maxsplit=1)[0].replace("&amp;", "&")).content.decode()
    assert f'<a href="/comments/{first.pk}/">In reply to <bdi>{first.name}</bdi></a>' in text
    assert f'id="comment-{answers[-1].pk}"' in text
    assert f'id="comment-{answers[-3].pk}"' not in text


def test_an_answer_that_nobody_filed_says_whom_it_answers(article: Article, client: Client) -> None:
    """As the version before wrote it while the site was upgraded."""
    first = say(article)
    last = [say(article) for _ in range(CONVERSATIONS - 1)][-1]
    answer = say(article, first)
    Comment.objects.filter(pk=answer.pk).update(conversation=None)
    text = client.get(f"/articles/ferry/?after={last.pk}").content.decode()
    assert f'id="comment-{answer.pk}"' in text
    assert f'<a href="/comments/{first.pk}/">In reply to <bdi>{first.name}</bdi>' in text


def test_a_further_page_has_its_own_address_and_leads_on(article: Article, client: Client) -> None:
    said = [say(article) for _ in range(2 * CONVERSATIONS + 1)]
    marks = [said[CONVERSATIONS - 1].pk, said[2 * CONVERSATIONS - 1].pk]
    first, second, third = (
        client.get(f"/articles/ferry/{query}").content.decode()
        for query in ("", *(f"?after={mark}" for mark in marks))
    )
    assert f'rel="next"\n         href="/articles/ferry/?after={marks[0]}#comments"' in first
    assert "First comments" not in first
    assert f'/articles/ferry/?after={marks[0]}">' in second.split("canonical")[1][:120]
    assert f"?after={marks[1]}#comments" in second
    assert (
        f"/articles/ferry/?after={marks[0]}&amp;reply_to={said[CONVERSATIONS].pk}#reply" in second
    )
    assert article.body not in second
    assert article.headline in second
    assert 'href="/articles/ferry/#comments">First comments' in third
    assert "More comments" not in third


def test_who_answers_on_a_further_page_can_think_better_of_it(
    article: Article, client: Client
) -> None:
    """Without JavaScript: to be led to the first page would lose one's place."""
    first, last = say(article), say(article)
    query = f"?after={first.pk}"
    text = client.get(f"/articles/ferry/{query}&reply_to={last.pk}").content.decode()
    assert f'name="parent" value="{last.pk}"' in text
    assert f'href="/articles/ferry/{query}#reply">Cancel reply' in text


def test_a_comments_own_address_leads_to_its_page(article: Article, client: Client) -> None:
    said = [say(article) for _ in range(CONVERSATIONS + 1)]
    for one, query in ((said[0], ""), (said[-1], f"?after={said[-2].pk}")):
        response = client.get(one.get_absolute_url())
        assert response.status_code == 302
        assert response["Location"] == f"/articles/ferry/{query}#comment-{one.pk}"


def test_the_address_that_a_reader_keeps_stays_right_when_older_ones_are_published(
    article: Article, client: Client
) -> None:
    waiting = [say(article, status=Status.IN_REVIEW) for _ in range(CONVERSATIONS)]
    one = say(article)
    text = client.get("/articles/ferry/").content.decode()
    kept = re.findall(r'class="comment-time">\n<a href="([^"]+)"', text)
    Comment.objects.filter(pk__in=[late.pk for late in waiting]).update(status=Status.APPROVED)
    assert f'id="comment-{one.pk}"' not in client.get("/articles/ferry/").content.decode()
    page = client.get(urljoin("/articles/ferry/", kept[0]), follow=True).content.decode()
    assert f'id="comment-{one.pk}"' in page


@pytest.mark.parametrize("state", ["rejected", "unpublished", "nobody's"])
def test_what_readers_do_not_see_has_no_address(
    article: Article, client: Client, state: str
) -> None:
    one = say(article, status=Status.REJECTED if state == "rejected" else Status.APPROVED)
    if state == "unpublished":
        Article.objects.update(status=Article.Status.DRAFT)
    number = one.pk + 1 if state == "nobody's" else one.pk
    assert client.get(f"/comments/{number}/").status_code == 404


@pytest.mark.parametrize("query", ["after=x", "after=-1", "after=" + "9" * 19, "conversation=²"])
def test_what_is_no_number_is_no_place(query: str) -> None:
    with pytest.raises(Http404):
        read_place(QueryDict(query))


@pytest.mark.parametrize("query", ["after=x", "after=1"])
def test_what_comes_back_to_its_writer_is_on_no_further_page(
    article: Article, client: Client, query: str
) -> None:
    response = client.post(f"/articles/ferry/comments/?{query}", {"comment": "Well said."})
    assert response.status_code == 422
    assert "Well said." in response.content.decode()
    assert article.body in response.content.decode()


def test_where_nothing_follows_any_more_the_page_says_so(article: Article, client: Client) -> None:
    response = client.get(f"/articles/ferry/?after={say(article).pk}")
    assert response.status_code == 200
    assert "No comment follows here any more." in response.content.decode()


def test_picks_stand_on_the_first_page_wherever_they_are(article: Article, client: Client) -> None:
    said = [say(article) for _ in range(CONVERSATIONS + 1)]
    Comment.objects.filter(pk=said[-1].pk).update(featured_at=said[-1].created_at)
    assert f'href="/comments/{said[-1].pk}/"' in client.get("/articles/ferry/").content.decode()
    further = client.get(f"/articles/ferry/?after={said[-2].pk}").content.decode()
    assert "picks-title" not in further


@pytest.mark.parametrize("place", [Place(), Place(after=1), Place(after=1, conversation=1)])
def test_a_page_reads_no_more_of_the_thread_than_it_shows(article: Article, place: Place) -> None:
    """By an index, in its order: what stands before and behind is not read."""
    Comment.objects.bulk_create(
        Comment(
            article=article,
            name="Ann",
            body="Hello.",
            status=Status.APPROVED,
            receipt_digest=f"r{number}",
            duplicate_key=f"d{number}",
        )
        for number in range(500)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as queries:
        read_page(article, place)
    [sql] = [query["sql"] for query in queries if "body_html" in query["sql"]]
    with connection.cursor() as cursor:
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} {sql}")
        plan = "\n".join(str(step) for step in cursor.fetchall())
    assert "comment_conversations" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
