"""What a reader typed is what everybody gets: on the desk, the page, in feed, mail and receipt."""

import re
import unicodedata
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from lxml import etree, html

from articles.models import Article
from comments import moderation, tasks
from comments.models import Comment
from tests.articles.factories import ArticleFactory
from tests.comments.factories import UserFactory
from tests.comments.mails.sending import tell
from tests.corpora import cases

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
TYPED = [
    ("Is 3<a or b>4?", "Is 3<a or b>4?"),
    ("I <3 this <town council>, really", "I <3 this <town council>, really"),
    ("<!-- not hidden --> <!DOCTYPE x> <?xml ?> <![CDATA[ y ]]>", None),
    ("</div> </p> </b> <//> <b <i", None),
    ("AT&T, AT&amp;T, &lt;b&gt;, &copy, &#60;&#x3c; &nosuch; &", None),
    ("<script>alert(1)</script><style>p{}</style><svg onload=x>", None),
    ("<textarea>a</textarea> <title>b</title> <plaintext>c", None),
    ("<table><tr><td>cell", None),
    ("<b>bo<i>ld</b> sl</i>anted <B >x</B >", "bold slanted x"),
    ("<b/> <b class=x>not bold</b>", None),
    ("one<br>two<br/>three", "one two three"),
    ("<p>one<p>two</p>three", "one two three"),
    ("<blockquote>said\n\nso</blockquote>\nnever", "said so never"),
    ("<blockquote>said\n\nnever", "said never"),
    ('see <a href="https://a.example/?x=1&amp;y=2">this <em>page</em></a>.', "see this page."),
    ("<a href='javascript:alert(1)'>x</a> <a href=/y>y</a> <a>z</a >", None),
    (
        "https://a.example/?x&lt=1&copy;=2 and www.b.example/<b>",
        "https://a.example/?x&lt=1&copy;=2 and www.b.example/",
    ),
    ("> you wrote\n>> and they\nnot so >:(", "you wrote and they not so >:("),
    ("  four\n    lines\n\tof a\n      poem", "four lines of a poem"),
    ("quote \"double\", 'single', `tick`", None),
    ("nul\x00 bell\x07 \u202eturned\u202c \ufffe.", "nul bell turned ."),
    ("&#1; &#x0; &#xFFFE; &#xD800; &#8238;", None),
    # Letters that only fold to those of a tag: long s, dotted and dotless i, the Kelvin sign.
    ("<\u017f>a</\u017f> <\u0130>b</\u0130> <\u0131>c</\u0131> <\u017ftrong>d</\u017ftrong>", None),
    ("<bloc\u212aquote>e</bloc\u212aquote> </\u017f>", None),
    ("<s>f</\u017f>g</s>", "f</\u017f>g"),
    ("http\u017f://a.example", None),
    ("Ünïcödé 東京 👩‍🚀 א\u200fב", None),
]


def fold(text: str) -> str:
    """Mails compose letters, so the Kelvin sign is a K there."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def text_of(element: html.HtmlElement) -> str:
    for line_break in element.iter("br", "p", "blockquote"):
        line_break.tail = f"\n{line_break.tail or ''}"
    return str(element.text_content())


def element(page: str, path: str) -> html.HtmlElement:
    [found] = html.fromstring(page).xpath(path)
    return found


def post(client: Client, article: Article, text: str) -> tuple[Comment, str]:
    """Leave it as a reader does; return it with the address of its receipt."""
    answer = client.post(
        f"/articles/{article.slug}/comments/",
        {"comment": text, "name": "Reader", "email": "reader@mail.example"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 303, text
    comment = Comment.objects.get()
    tasks.screen_comment(comment.pk)
    comment.refresh_from_db()
    return comment, answer["Location"].split("#")[0]


def on_the_desk(client: Client, comment: Comment) -> str:
    page = client.get("/admin/comments/review/", {"comment": comment.pk}).content.decode()
    return text_of(element(page, f'//*[@id="text-{comment.pk}"]'))


def on_the_page(client: Client, comment: Comment) -> str:
    page = client.get(f"/articles/{comment.article.slug}/").content.decode()
    body = f'//li[@id="comment-{comment.pk}"]//div[contains(@class, "comment-body")]'
    return text_of(element(page, body))


def in_the_receipt(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    body = '//section[@id="your-comment"]//div[contains(@class, "comment-body")]'
    return text_of(element(page, body))


def in_the_feed(client: Client, comment: Comment) -> str:
    feed = etree.fromstring(client.get(f"/articles/{comment.article.slug}/comments/feed/").content)
    [summary] = feed.xpath("a:entry/a:summary", namespaces=ATOM)
    assert summary.get("type") == "html"
    return text_of(html.fragment_fromstring(summary.text, create_parent="div"))


def in_the_mail(mails: list[EmailMessage]) -> str:
    assert tell() == 1
    lines = re.findall(r"^   > (.*)$", str(mails[-1].body), re.MULTILINE)
    return " ".join(lines)


@pytest.mark.parametrize(
    ("typed", "shows"),
    [*TYPED, *((case["typed"], case.get("shows")) for case in cases("text_kept"))],
)
def test_everybody_gets_the_words_that_were_typed(
    typed: str, shows: str | None, client: Client, mailoutbox: list[EmailMessage]
) -> None:
    moderator = UserFactory(moderator=True, email="mara@newsroom.example")
    client.force_login(moderator)
    comment, receipt = post(client, ArticleFactory(), typed)
    words = {"desk": on_the_desk(client, comment), "mail": in_the_mail(mailoutbox)}
    moderation.approve(comment, by=moderator)
    words["page"] = on_the_page(client, comment)
    words["feed"] = in_the_feed(client, comment)
    words["receipt"] = in_the_receipt(client, receipt)
    words["model"] = comment.words
    expected = typed if shows is None and not typed.startswith("> ") else shows
    folded = {where: fold(text) for where, text in words.items()}
    assert set(folded.values()) == {fold(expected) if expected else folded["page"]}, folded


def test_where_words_lead_is_seen_before_it_is_decided(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    client.force_login(UserFactory(moderator=True, email="mara@newsroom.example"))
    address = "https://casino.example/?a=1&b=2"
    typed = f'<b>Look</b> <a href="{address.replace("&", "&amp;")}">here</a>'
    comment, _receipt = post(client, ArticleFactory(), typed)
    page = client.get("/admin/comments/review/", {"comment": comment.pk}).content.decode()
    [shown] = html.fromstring(page).find_class("card-links")
    assert fold(shown.text_content()) == f"here leads to {address}"
    assert tell() == 1
    assert f"A link in it leads to {address}" in mailoutbox[0].body


@pytest.mark.parametrize(
    "label",
    [
        "https://mybank.example",
        "www.mybank.example",
        "mybank.example",
        "<b>https://mybank.example</b>",
        "https://<b>my</b>bank.example",
    ],
)
def test_words_that_name_another_site_than_they_lead_to_are_told(
    label: str, client: Client
) -> None:
    client.force_login(UserFactory(moderator=True))
    typed = f'Read <a href="https://evil.example">{label}</a> before you pay at the market today.'
    comment, _receipt = post(client, ArticleFactory(), typed)
    page = client.get("/admin/comments/review/", {"comment": comment.pk}).content.decode()
    [shown] = html.fromstring(page).find_class("card-links")
    words = re.sub("</?b>", "", label)
    assert fold(shown.text_content()) == f"{words} leads to https://evil.example"
    said = "The link names one site and leads to evil.example."
    assert said in comment.findings.get(check_name="links").reason
    assert said in fold(html.fromstring(page).text_content())


@pytest.mark.parametrize("typed", ["<b></b>", "<p><br></p>", "<blockquote>\n</blockquote>"])
def test_what_shows_nothing_is_no_comment(typed: str, client: Client) -> None:
    answer = client.post(
        f"/articles/{ArticleFactory().slug}/comments/",
        {"comment": typed, "name": "Reader", "email": "reader@mail.example"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 422
    assert "Please write a comment." in answer.content.decode()


@pytest.mark.parametrize(
    "typed", ["  one\n    two\n\n\tthree", "\n \n  one\n    two\n\n\tthree  \n "]
)
def test_lines_keep_their_indentation(typed: str, client: Client) -> None:
    comment, _receipt = post(client, ArticleFactory(), typed)
    assert comment.body == "  one\n    two\n\n\tthree"
    assert comment.body_html == "<p>  one<br>    two</p><p>\tthree</p>"


@pytest.mark.parametrize("case", [case for case in cases("text_kept") if "shows_lines" in case])
def test_lines_of_the_cases_keep_their_indentation(case: dict[str, Any], client: Client) -> None:
    comment, _receipt = post(client, ArticleFactory(), case["typed"])
    moderation.approve(comment, by=UserFactory(moderator=True))
    lines = on_the_page(client, comment).split("\n")
    assert [line for line in lines if line] == case["shows_lines"]
