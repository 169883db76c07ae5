import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from articles.models import Article, Section
from tests.articles.factories import ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db

CHANGELIST = "/admin/articles/article/"


@pytest.fixture
def editor(client: Client) -> User:
    user = User.objects.create_user("maren", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="articles"))
    client.force_login(user)
    return user


def change_address(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def form_data(article: Article | None = None, **changes: Any) -> dict[str, Any]:
    """What a browser posts: the article as the form shows it, with what the editor changed."""
    article = article or ArticleFactory.build(
        section=Section.objects.first() or SectionFactory(), body="<p>Grey.</p>", draft=True
    )
    data = {
        name: getattr(article, name) or ""
        for name in (
            "headline",
            "slug",
            "byline",
            "deck",
            "body",
            "lead_image_alt",
            "lead_image_credit",
            "source_name",
            "source_url",
            "status",
            "commenting",
            "commenting_days",
            "correction",
        )
    }
    data["section"] = article.section.pk
    data |= at(article.published_at)
    return {**data, **changes}


def at(moment: Any) -> dict[str, str]:
    return {
        "published_at_0": f"{moment:%Y-%m-%d}" if moment else "",
        "published_at_1": f"{moment:%H:%M:%S}" if moment else "",
    }


def errors(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def test_an_editor_writes_and_publishes_with_one_button(client: Client, editor: User) -> None:
    address = reverse("admin:articles_article_add")
    response = client.post(
        address, form_data(slug="fog", body="<p>Grey<script>x</script></p>", _publish="1")
    )
    article = Article.objects.get()
    assert response.headers["Location"] == change_address(article)
    assert article.is_public
    assert article.body == "<p>Grey</p>"
    assert client.get("/articles/fog/").status_code == 200


def test_unpublishing_makes_a_draft_and_keeps_time_and_comments(
    client: Client, editor: User
) -> None:
    article = ArticleFactory(comment_count=3)
    client.post(change_address(article), form_data(article, _unpublish="1"))
    published_at = article.published_at.replace(microsecond=0)
    article.refresh_from_db()
    assert article.status == Article.Status.DRAFT
    assert article.published_at == published_at
    assert article.comment_count == 3
    assert client.get(article.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("status", "offset", "button", "sentence"),
    [
        ("draft", None, "_save", None),
        ("draft", 1, "_save", None),
        ("scheduled", 1, "_save", None),
        ("scheduled", None, "_save", "still to come"),
        ("scheduled", -1, "_save", "still to come"),
        ("published", None, "_save", None),
        ("published", -1, "_save", None),
        ("published", 1, "_save", "choose “Scheduled”"),
        ("published", 1, "_publish", None),
        ("scheduled", None, "_publish", None),
        ("scheduled", None, "_unpublish", None),
    ],
)
def test_status_and_time_have_to_agree(
    client: Client,
    editor: User,
    *,
    status: str,
    offset: int | None,
    button: str,
    sentence: str | None,
) -> None:
    moment = timezone.now() + timedelta(days=offset) if offset else None
    response = client.post(
        reverse("admin:articles_article_add"),
        form_data(None, status=status, **at(moment), **{button: "1"}),
    )
    if sentence:
        assert sentence in " ".join(errors(response)["published_at"])
        return
    assert response.status_code == 302
    article = Article.objects.get()
    assert article.is_public is (button == "_publish" or status == "published")


def test_a_scheduled_article_whose_time_came_can_be_edited(client: Client, editor: User) -> None:
    article = ArticleFactory(status=Article.Status.SCHEDULED)
    form = client.get(change_address(article)).context["adminform"].form
    assert form["status"].value() == Article.Status.PUBLISHED

    client.post(change_address(article), form_data(article, status="published", headline="New"))
    article.refresh_from_db()
    assert (article.headline, article.is_public) == ("New", True)


def test_a_correction_gets_its_date_and_loses_it_when_it_is_taken_back(
    client: Client, editor: User
) -> None:
    article = ArticleFactory()
    client.post(change_address(article), form_data(article, correction="Seven, not six."))
    article.refresh_from_db()
    corrected_at = article.corrected_at
    assert corrected_at is not None

    client.post(change_address(article), form_data(article, headline="Other"))
    article.refresh_from_db()
    assert article.corrected_at == corrected_at

    client.post(change_address(article), form_data(article, correction=""))
    article.refresh_from_db()
    assert article.corrected_at is None


def test_what_nobody_has_read_cannot_be_corrected(client: Client, editor: User) -> None:
    article = ArticleFactory(draft=True)
    response = client.post(change_address(article), form_data(article, correction="Seven."))
    assert "change the text itself" in errors(response)["correction"][0]


def jpeg() -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (30, 20)).save(target, "JPEG")
    return SimpleUploadedFile("holiday.png", target.getvalue())


def test_a_picture_needs_words_for_those_who_cannot_see_it(client: Client, editor: User) -> None:
    article = ArticleFactory()
    response = client.post(change_address(article), form_data(article, lead_image=jpeg()))
    assert "Describe the picture" in errors(response)["lead_image_alt"][0]
    assert "-small." not in response.text


def test_a_picture_is_stored_shown_replaced_and_removed(client: Client, editor: User) -> None:
    article = ArticleFactory(lead_image_alt="A lighthouse")
    address = change_address(article)
    client.post(address, form_data(article, lead_image=jpeg()))
    article.refresh_from_db()
    first = article.lead_image.name
    assert first.startswith("articles/")
    assert (article.lead_image_width, article.lead_image_height) == (30, 20)
    assert article.lead_image.small_url in client.get(address).text

    client.post(address, form_data(article, lead_image=jpeg()))
    article.refresh_from_db()
    assert article.lead_image.name != first

    client.post(address, form_data(article, **{"lead_image-clear": "on"}))
    article.refresh_from_db()
    assert not article.lead_image


def test_what_is_no_picture_is_refused_beside_the_field(client: Client, editor: User) -> None:
    article = ArticleFactory()
    svg = SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>", content_type="image/jpeg")
    response = client.post(change_address(article), form_data(article, lead_image=svg))
    assert "can't be read as a picture" in errors(response)["lead_image"][0]


def test_the_list_tells_each_articles_state(client: Client, editor: User) -> None:
    ArticleFactory(draft=True)
    ArticleFactory(scheduled=True)
    ArticleFactory(status=Article.Status.SCHEDULED)
    text = client.get(CHANGELIST).text
    assert text.count('<td class="field-state">Draft') == 1
    assert text.count('<td class="field-state">Scheduled for') == 1
    assert text.count('<td class="field-state">Published') == 1


def test_the_list_says_when_only_of_what_readers_see(client: Client, editor: User) -> None:
    public = ArticleFactory(headline="The ferry")
    taken_back = ArticleFactory(headline="The fog", status="draft")
    later = timezone.now() + timedelta(days=1)
    waiting = ArticleFactory(headline="The clock", status="scheduled", published_at=later)
    text = client.get(CHANGELIST).text
    shown = text.split('class="field-publication')[1:]
    by_pk = dict(zip((waiting.pk, taken_back.pk, public.pk), shown, strict=True))
    year = str(timezone.localtime().year)
    assert year in by_pk[public.pk].partition("</td>")[0]
    assert year not in by_pk[taken_back.pk].partition("</td>")[0]
    assert str(later.year) not in by_pk[waiting.pk].partition("</td>")[0]


@pytest.mark.parametrize(("state", "expected"), [("draft", 1), ("scheduled", 1), ("published", 2)])
def test_the_list_is_filtered_by_what_readers_see(
    client: Client, editor: User, state: str, expected: int
) -> None:
    ArticleFactory()
    ArticleFactory(draft=True)
    ArticleFactory(scheduled=True)
    ArticleFactory(status=Article.Status.SCHEDULED)
    response = client.get(CHANGELIST, {"state": state})
    assert response.context["cl"].result_count == expected


def test_drafts_are_on_top_of_the_list(client: Client, editor: User) -> None:
    article, draft = ArticleFactory(), ArticleFactory(draft=True)
    assert list(client.get(CHANGELIST).context["cl"].result_list) == [draft, article]


def test_articles_are_published_and_unpublished_together(client: Client, editor: User) -> None:
    states: tuple[dict[str, bool], ...] = ({"draft": True}, {"scheduled": True}, {})
    articles = [ArticleFactory(**state, body="<p>Grey.</p>") for state in states]
    chosen = [article.pk for article in articles]

    response = client.post(
        CHANGELIST, {"action": "publish", "_selected_action": chosen}, follow=True
    )
    assert "2 articles published." in response.text
    assert Article.objects.published().count() == 3
    assert articles[0].history.first().history_user == editor

    response = client.post(
        CHANGELIST, {"action": "unpublish", "_selected_action": chosen}, follow=True
    )
    assert "3 articles are drafts again." in response.text
    assert Article.objects.drafts().count() == 3


def test_one_article_and_twenty_cost_the_same_queries(
    client: Client, editor: User, django_assert_num_queries: Any
) -> None:
    section = SectionFactory()
    ArticleFactory(section=section)
    client.get(CHANGELIST)
    with django_assert_num_queries(9):
        client.get(CHANGELIST)
    ArticleFactory.create_batch(19, section=section)
    with django_assert_num_queries(9):
        client.get(CHANGELIST)


def test_the_history_says_who_changed_what(client: Client, editor: User) -> None:
    article = ArticleFactory(headline="First")
    client.post(change_address(article), form_data(article, headline="Second <b>"))
    text = client.get(reverse("admin:articles_article_history", args=[article.pk])).text
    assert "<td>maren</td>" in text
    assert "<del>First</del>" in text
    assert "<ins>Second &lt;b&gt;</ins>" in text
    assert "style=" not in text


def test_an_earlier_version_comes_back_without_its_count_of_comments(
    client: Client, editor: User
) -> None:
    article = ArticleFactory(headline="First", body="<p>One</p>")
    client.post(change_address(article), form_data(article, headline="Second", body="<p>Two</p>"))
    Article.objects.update(comment_count=4)
    first = article.history.earliest()
    address = reverse("admin:articles_article_simple_history", args=[article.pk, first.pk])
    assert client.get(address).status_code == 200

    client.post(address, form_data(first.instance))

    article.refresh_from_db()
    assert (article.headline, article.body, article.comment_count) == ("First", "<p>One</p>", 4)


@pytest.mark.parametrize("number", ["x", "1.5", "1,2", "9" * 30, "9" * 5000, "a%00b", "%ff"])
def test_a_history_with_a_number_that_is_none_is_not_there(
    client: Client, editor: User, number: str
) -> None:
    article = ArticleFactory()
    pages = "/admin/articles/article"
    for path in (
        f"{number}/history/",
        f"{number}/history/{article.history.get().pk}/",
        f"{article.pk}/history/{number}/",
    ):
        assert client.get(f"{pages}/{path}").status_code == 404


def test_a_deleted_article_comes_back_from_its_history(client: Client, editor: User) -> None:
    article = ArticleFactory(headline="First")
    pk, data = article.pk, form_data(article)
    first = article.history.earliest()
    article.delete()
    client.post(reverse("admin:articles_article_simple_history", args=[pk, first.pk]), data)
    assert Article.objects.get(pk=pk).headline == "First"


def test_only_what_readers_see_links_to_the_site(client: Client, editor: User) -> None:
    for article, is_linked in ((ArticleFactory(), True), (ArticleFactory(draft=True), False)):
        text = client.get(change_address(article)).text
        assert (f'href="{article.get_absolute_url()}"' in text) is is_linked
        assert f'href="{article.get_absolute_url()}preview/"' in text
        assert ('name="_unpublish"' in text) is is_linked
        assert ('name="_publish"' in text) is not is_linked


def test_the_form_needs_no_inline_script_or_style(client: Client, editor: User) -> None:
    text = client.get(reverse("admin:articles_article_add")).text
    assert "importmap" not in text
    assert "<style" not in text
    assert " style=" not in text
    assert 'src="/static/articles/body-editor.js" type="module"' in text


def test_a_colleague_who_may_only_look_gets_no_buttons(client: Client) -> None:
    user = User.objects.create_user("guest", is_staff=True)
    may_look = ["view_article", "view_historicalarticle"]
    user.user_permissions.set(Permission.objects.filter(codename__in=may_look))
    client.force_login(user)
    article = ArticleFactory()

    text = client.get(change_address(article)).text
    assert "_publish" not in text
    assert "_unpublish" not in text
    assert client.post(change_address(article), form_data(article)).status_code == 403
    history = reverse("admin:articles_article_history", args=[article.pk])
    assert client.get(history).status_code == 200
    version = reverse(
        "admin:articles_article_simple_history", args=[article.pk, article.history.first().pk]
    )
    assert client.get(version).status_code == 200


def test_nobody_else_reaches_the_articles(client: Client) -> None:
    client.force_login(User.objects.create_user("moderator", is_staff=True))
    assert client.get(CHANGELIST).status_code == 403


def test_who_saves_after_a_colleague_is_told_once_and_loses_nothing(
    client: Client, editor: User
) -> None:
    article = ArticleFactory(draft=True)
    opened = article.history.first().pk
    article.headline = "By a colleague"
    article.save()
    dana = User.objects.create_user("dana", first_name="Dana", last_name="Reyes")
    article.history.filter(pk=article.history.first().pk).update(history_user=dana)

    mine = form_data(article, headline="By me", seen=opened)
    refused = client.post(change_address(article), mine)
    assert "Dana Reyes changed this article" in refused.text
    assert 'value="By me"' in refused.text
    assert Article.objects.get().headline == "By a colleague"

    again = refused.context["adminform"].form["seen"].value()
    assert client.post(change_address(article), mine | {"seen": again}).status_code == 302
    assert Article.objects.get().headline == "By me"
