"""The history of an article says what changed as people read it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.changes import Part, change_of_text
from tests.articles.factories import ArticleFactory


def marked(old: list[str], new: list[str]) -> list[str]:
    signs = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    found = change_of_text(old, new).paragraphs
    return ["".join(signs[part.kind].format(part.text) for part in parts) for parts in found]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (["One.", "Two."], ["One.", "Two."], []),
        (["The fog came."], ["The old fog came."], ["The[+ old+] fog came."]),
        (["One.", "It is grey."], ["One.", "It was grey."], ["It [-is-][+was+] grey."]),
        (["One."], ["One.", "Two."], ["[+Two.+]"]),
        (["One.", "Two."], ["Two."], ["[-One.-]"]),
        (["Fog all day"], ["7 %"], ["[-Fog all day-][+7 %+]"]),
        (["霧が出た。"], ["霧が消えた。"], ["霧が[-出-][+消え+]た。"]),
        ([], ["One."], ["[+One.+]"]),
    ],
)
def test_a_change_is_shown_where_it_is(old: list[str], new: list[str], shown: list[str]) -> None:
    assert marked(old, new) == shown


def test_a_long_text_that_is_another_one_costs_and_shows_little() -> None:
    old = [f"a {number} b" for number in range(60_000)]
    change = change_of_text(old, [f"c {number} d" for number in range(60_000)])
    assert len(change.paragraphs) == 20
    assert change.more == 60_000 - 20
    words = change_of_text(["a b " * 100_000], ["c b " * 100_000])
    assert words.paragraphs == [[Part("gone", "a b " * 100_000), Part("new", "c b " * 100_000)]]


@pytest.fixture
def history_of(client: Client, db: None) -> Any:
    client.force_login(User.objects.create_superuser("mira"))

    def read(article: Any) -> str:
        address = reverse("admin:articles_article_history", args=[article.pk])
        return " ".join(client.get(address).text.split())

    return read


def test_the_history_shows_no_tags(history_of: Any) -> None:
    article = ArticleFactory(
        body="<p>Fog &amp; rain.</p><p>Same.</p>",
        deck="Grey &lt;",
        draft=True,
        section__name="News",
    )
    article.body = "<h2>Fog &amp; <em>snow</em>.</h2><p>Same.</p>"
    article.deck = "Grey &lt; <b>"
    article.publish()
    article.save()
    page = history_of(article)
    assert "Fog &amp; <del>rain</del><ins>snow</ins>." in page
    assert "Grey &amp;lt;<ins> &lt;b&gt;</ins>" in page
    assert "&lt;p&gt;" not in page
    assert "Same." not in page
    assert "<del>Draft</del> → <ins>Published</ins>" in page
    assert "+00:00" not in page


def test_a_change_of_looks_alone_is_said(history_of: Any) -> None:
    article = ArticleFactory(body="<p>Fog and rain.</p>")
    article.body = "<p>Fog and <strong>rain</strong>.</p>"
    article.save()
    assert "The same words: only bold, slanted" in history_of(article)


def test_a_new_address_behind_the_same_words_is_seen(history_of: Any) -> None:
    article = ArticleFactory(body='<p><a href="https://a.example">Fog</a></p>')
    article.body = '<p><a href="https://b.example">Fog</a></p>'
    article.save()
    assert "Fog (https://<del>a</del><ins>b</ins>.example)" in history_of(article)
