from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from tests.articles.factories import ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db


def colleague(*codenames: str) -> User:
    user = User.objects.create_user("colleague", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def public_addresses() -> list[str]:
    article = ArticleFactory()
    return [
        reverse("articles:home"),
        article.section.get_absolute_url(),
        article.get_absolute_url(),
        reverse("articles:feed"),
        reverse("articles:sitemap"),
    ]


def test_anyone_may_keep_a_public_page_and_has_to_ask_whether_it_changed(client: Client) -> None:
    for address in public_addresses():
        response = client.get(address)
        assert response.status_code == 200, address
        assert response.headers["Cache-Control"] == "public, no-cache", address
        assert "Set-Cookie" not in response.headers, address
        assert "Cookie" not in response.headers.get("Vary", ""), address

        again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
        assert again.status_code == 304, address


def test_a_page_is_the_same_for_a_signed_in_colleague(client: Client) -> None:
    addresses = public_addresses()
    anonymous = [client.get(address).content for address in addresses]
    client.force_login(colleague("change_article"))
    assert [client.get(address).content for address in addresses] == anonymous


def test_a_changed_count_of_comments_changes_every_copy(client: Client) -> None:
    article = ArticleFactory()
    before = client.get(article.get_absolute_url())
    type(article).objects.filter(pk=article.pk).update(comment_count=1)
    after = client.get(
        article.get_absolute_url(), headers={"If-None-Match": before.headers["ETag"]}
    )
    assert after.status_code == 200


@pytest.mark.parametrize("place", ["home", "section"])
def test_lists_show_twenty_newest_first_and_lead_to_the_older_ones(
    client: Client, place: str
) -> None:
    section = SectionFactory()
    moment = timezone.now() - timedelta(hours=1)
    # Three of one moment across the end of the page, where a page by time alone loses some.
    times = [moment - timedelta(minutes=min(n, 19) + max(0, n - 21)) for n in range(23)]
    articles = [ArticleFactory(section=section, published_at=time) for time in times]
    ArticleFactory(section=section, draft=True)
    ArticleFactory(section=section, scheduled=True)
    expected = sorted(articles, key=lambda article: (article.published_at, article.pk))[::-1]

    address = reverse("articles:home") if place == "home" else section.get_absolute_url()
    first = client.get(address)
    second = client.get(first.context["older_url"])

    assert first.context["articles"] == expected[:20]
    assert second.context["articles"] == expected[20:]
    assert second.context["older_url"] == ""


def test_a_section_shows_its_own_articles_only(client: Client) -> None:
    article, _other = ArticleFactory(), ArticleFactory()
    assert client.get(article.section.get_absolute_url()).context["articles"] == [article]


@pytest.mark.parametrize(
    "address",
    [
        "/?before=x",
        "/?before=20260101T000000.000000",
        "/?before=20260101T000000.000000-x",
        "/?before=20260101T000000.000000-99999999999999999999999",
        "/?before=99991399T000000.000000-1",
        "/?before=%00-1",
        "/sections/none/",
        "/articles/none/",
    ],
)
def test_what_is_not_there_is_404(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("state", ["draft", "scheduled"])
def test_readers_do_not_see_what_is_not_published(client: Client, state: str) -> None:
    article = ArticleFactory(**{state: True})
    client.force_login(colleague("view_article", "change_article"))
    assert client.get(article.get_absolute_url()).status_code == 404


def test_public_pages_change_nothing(client: Client) -> None:
    for address in public_addresses():
        if address not in {reverse("articles:feed"), reverse("articles:sitemap")}:
            assert client.post(address).status_code == 405, address


@pytest.mark.parametrize("permission", ["view_article", "change_article"])
@pytest.mark.parametrize("state", ["draft", "scheduled"])
def test_an_editor_previews_what_readers_will_see(
    client: Client, state: str, permission: str
) -> None:
    article = ArticleFactory(body="<p>Soon</p>", **{state: True})
    client.force_login(colleague(permission))

    response = client.get(reverse("articles:preview", args=[article.slug]))

    assert response.status_code == 200
    assert response.context["is_preview"]
    assert "Leave a Reply" in response.text
    assert "articles/article.html" in [template.name for template in response.templates]
    assert b"<p>Soon</p>" in response.content
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_nobody_else_previews(client: Client) -> None:
    address = reverse("articles:preview", args=[ArticleFactory(draft=True).slug])
    assert client.get(address).headers["Location"].startswith(reverse("admin:login"))
    client.force_login(colleague("view_section"))
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("address", ["/", "/sections/one/", "/feed/", "/sitemap.xml"])
def test_one_article_and_twenty_cost_the_same_queries(
    client: Client, django_assert_num_queries: Any, address: str
) -> None:
    section = SectionFactory(slug="one")
    expected = {"/": 3, "/sections/one/": 4, "/feed/": 2, "/sitemap.xml": 6}[address]
    ArticleFactory(section=section)
    with django_assert_num_queries(expected):
        client.get(address)
    ArticleFactory.create_batch(19, section=section)
    with django_assert_num_queries(expected):
        client.get(address)


@pytest.mark.parametrize(
    ("address", "tagline", "said"),
    [
        ("/", "", "The latest articles of "),
        ("/", "News from the port", "News from the port"),
        ("/sections/culture/", "", "Culture: the latest articles of "),
    ],
)
def test_a_list_describes_itself_to_search_engines(
    address: str, tagline: str, said: str, client: Client, settings: Settings
) -> None:
    settings.SITE_TAGLINE = tagline
    ArticleFactory(section=SectionFactory(name="Culture", slug="culture"))
    page = client.get(address).content.decode()
    assert f'<meta name="description" content="{said}' in page
    assert f'<meta property="og:description" content="{said}' in page


def test_an_article_without_a_deck_is_described_by_its_first_words(client: Client) -> None:
    ArticleFactory(
        slug="fog", body="<p>Fog &amp; <strong>rain</strong></p>" + "<p>all day</p>" * 40
    )
    page = client.get("/articles/fog/").content.decode()
    assert '<meta name="description" content="Fog &amp; rain all day' in page
    assert '<meta property="og:description" content="Fog &amp; rain all day' in page
    assert '"description": "Fog \\u0026 rain all day' in page


def test_an_article_with_a_deck_is_described_by_it(client: Client) -> None:
    ArticleFactory(slug="fog", deck="Grey", body="<p>Fog</p>")
    assert '<meta name="description" content="Grey">' in client.get("/articles/fog/").text
