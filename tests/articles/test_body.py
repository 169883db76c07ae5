from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.test import override_settings

from articles.body import clean_body
from articles.models import Article
from tests.articles.factories import ArticleFactory
from tests.corpora import corpus

BLOCKS = {"p", "h2", "h3", "blockquote", "ul", "ol", "li"}
ATTRIBUTES = {"a": {"href", "title", "rel"}} | {block: {"dir", "lang"} for block in BLOCKS}


class Breaches(HTMLParser):
    """Collects what an article's body must not hold, with a parser that is not the sanitiser's."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in BLOCKS | {"a", "strong", "em", "br", "hr"}:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, set()):
                self.found.append(f"{tag}[{name}]")
            if name == "href" and urlsplit(value or "").scheme not in {
                "http",
                "https",
                "mailto",
                "tel",
            }:
                self.found.append(f"{tag}[href={value}]")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"<!{decl}")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"<?{data}")


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("<p>One <strong>two</strong> <em>three</em><br>four</p>", None),
        ("<h2>A</h2><h3>B</h3><blockquote><p>C</p></blockquote><hr><p>D</p>", None),
        ("<ul><li><p>A</p></li></ul><ol><li><p>B</p></li></ol>", None),
        ('<p dir="rtl" lang="ar">مرحبا</p>', None),
        (
            '<p><a href="https://a.example/?b=1&amp;c=2" title="T" rel="noopener">x</a></p>',
            None,
        ),
        (
            '<a href="mailto:desk@a.example">x</a>',
            '<a href="mailto:desk@a.example" rel="noopener">x</a>',
        ),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a href="javascript:0">x</a>', "x"),
        ('<a href="//evil.example">x</a>', "x"),
        (
            '<a href="/articles/fog/" target="_blank">x</a>',
            '<a href="http://news.example/articles/fog/" rel="noopener">x</a>',
        ),
        (
            '<a href="tel:+441234">x</a>',
            '<a href="tel:+441234" rel="noopener">x</a>',
        ),
        ('<p dir="sideways" lang="a b" onclick="x()" style="y" class="z">x</p>', "<p>x</p>"),
        ("<p>a<script>alert(1)</script><style>b{}</style>c</p>", "<p>ac</p>"),
        (
            '<a href="https://a.example" title="">x</a>',
            '<a href="https://a.example" rel="noopener">x</a>',
        ),
        ("<h1>A</h1><p>b<img src=x onerror=alert(1)></p>", "<h2>A</h2><p>b</p>"),
        ("<p>a<!-- secret -->b</p>", "<p>ab</p>"),
        ("<p>a\x00\x0b\x1fb\ufffe</p>", "<p>ab</p>"),
        ("<p>a&#x81;&#1;b</p>", "<p>ab</p>"),
        ('<a href="&#1;javascript:alert(1)">x</a>', "x"),
        ("3 < 4 & 5", "3 &lt; 4 &amp; 5"),
        ("", ""),
        ("<p></p>", ""),
        ("<p> &nbsp;<br></p>\n<hr>", ""),
    ],
)
@override_settings(SITE_URL="http://news.example")
def test_only_what_an_article_consists_of_is_kept(written: str, stored: str | None) -> None:
    assert clean_body(written) == (written if stored is None else stored)


@pytest.mark.parametrize(
    "name",
    [
        "ammonia_tests",
        "bleach_tests",
        "h5sc",
        "html5lib_tree_construction",
        "js_xss_tests",
        "nh3_tests",
        "owasp_filter_evasion",
    ],
)
def test_no_known_attack_leaves_more_than_the_allowed_tags_and_addresses(name: str) -> None:
    for payload in corpus("security/html", f"{name}.jsonl"):
        cleaned = clean_body(f"<p>x{payload}</p>")
        assert Breaches(cleaned).found == [], payload


def _save(article: Article, html: str) -> None:
    article.body = html
    article.save()


def _update(article: Article, html: str) -> None:
    Article.objects.filter(pk=article.pk).update(body=html)


def _bulk_update(article: Article, html: str) -> None:
    article.body = html
    Article.objects.bulk_update([article], ["body"])


@pytest.mark.django_db
@pytest.mark.parametrize("write", [_save, _update, _bulk_update])
def test_no_way_into_the_database_stores_unsafe_html(write: object) -> None:
    assert callable(write)
    article = ArticleFactory()
    write(article, "<p onclick=x()>a<script>alert(1)</script></p>")
    article.refresh_from_db()
    assert article.body == "<p>a</p>"
    for record in article.history.all():
        assert "script" not in record.body
