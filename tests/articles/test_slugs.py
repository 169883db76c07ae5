import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from articles.models import Article, Section
from articles.slugs import is_slug, slug_of, validate_slug
from tests.articles.factories import ArticleFactory, SectionFactory


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Fog over the harbour", "fog-over-the-harbour"),
        ("It’s the mayor's “last” word — again!", "its-the-mayors-last-word-again"),
        ("Über Straßen in Łódź, Øresund & Kraków", "uber-strassen-in-lodz-oresund-krakow"),
        ("İstanbul’da ışık", "istanbulda-isik"),
        ("Cre\u0300me bru\u0302le\u0301e", "creme-brulee"),
        ("Туман над гаванью", "туман-над-гаванью"),
        ("Ёлка и йод", "ёлка-и-йод"),
        ("Ομίχλη στο λιμάνι", "ομίχλη-στο-λιμάνι"),
        ("港に霧が立ちこめる", "港に霧が立ちこめる"),
        ("हिन्दी में समाचार", "हिन्दी-में-समाचार"),
        ("หมอกที่ท่าเรือ", "หมอกที่ท่าเรือ"),
        ("ضباب فوق الميناء", "ضباب-فوق-الميناء"),
        ("می‌خواهم", "میخواهم"),
        ("G20: 3,5 % mehr", "g20-3-5-mehr"),
        ("…!?", ""),
        ("🌫️ 🚢", ""),
        ("word " * 80, "-".join(["word"] * 40)),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_headline_in_any_script_suggests_its_address(headline: str, slug: str) -> None:
    assert slug_of(headline) == slug
    assert not slug or is_slug(slug)


@pytest.mark.parametrize(
    "slug",
    [
        *("", "a b", "a/b", "a.b", "a?b", "a#b", "a%b", "<a>", "a\n", "½", "🚢", "a\x00"),
        *("\u0301a", "a\u200b", "a\u202eb", "a\u3164b", "a\ufe0f"),
    ],
)
def test_what_no_address_can_hold_is_refused(slug: str) -> None:
    with pytest.raises(ValidationError):
        validate_slug(slug)


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["туман", "हिन्दी", "หมอกที่", "café", "Fog_2-b"])
def test_an_article_and_a_section_are_found_in_their_script(client: Client, slug: str) -> None:
    section = SectionFactory(slug=slug)
    article = ArticleFactory(slug=slug, section=section)
    for found in (article, section):
        assert client.get(found.get_absolute_url()).status_code == 200
    page = " ".join(client.get(article.get_absolute_url()).text.split())
    address = f"http://127.0.0.1:8000{article.get_absolute_url()}"
    assert f'<link rel="canonical" href="{address}">' in page
    assert f'href="{section.get_absolute_url()}" aria-current="page"' in (
        client.get(section.get_absolute_url()).text
    )
    assert f"<loc>http://127.0.0.1:8000{article.get_absolute_url()}</loc>" in (
        client.get("/sitemap.xml").text
    )


@pytest.mark.django_db
def test_an_accent_is_written_in_one_way(client: Client) -> None:
    decomposed = unicodedata.normalize("NFD", "café")
    ArticleFactory(slug=decomposed)
    assert Article.objects.get().slug == "café"
    assert client.get(f"/articles/{decomposed}/").status_code == 200
    assert Section.objects.filter(slug=decomposed).count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "slug", ["%00", "a%00b", "%ED%A0%80", "%FF", "a" * 201, "%20", "%E2%80%AE"]
)
def test_an_address_that_cannot_be_is_not_found(client: Client, slug: str) -> None:
    for address in (f"/articles/{slug}/", f"/sections/{slug}/", f"/articles/{slug}/comments/feed/"):
        assert client.get(address).status_code == 404
