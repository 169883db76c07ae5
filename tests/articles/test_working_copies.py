"""Nothing that an editor types is lost, whatever ends first: session, permission or article."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from articles.models import Article, KeptPicture, WorkingCopy, prune_unsaved
from tests.articles.factories import ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db

ADD = "/admin/articles/article/add/"
KEEP = "/admin/articles/article/working-copy/"


def editor(name: str) -> User:
    user = User.objects.create_user(name, password="a quiet harbour", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="articles"))
    return user


@pytest.fixture(autouse=True)
def maren(client: Client) -> User:
    user = editor("maren")
    client.force_login(user)
    return user


@pytest.fixture
def article() -> Article:
    return ArticleFactory(slug="fog", headline="Fog", body="<p>Grey.</p>", draft=True)


def change_address(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def mark_of(client: Client, address: str) -> str:
    return str(client.get(address).context["mark"])


def typed(article: Article | None = None, **changes: Any) -> dict[str, Any]:
    section = article.section if article else SectionFactory()
    return {
        "headline": "Fog over the harbour",
        "slug": "fog",
        "section": section.pk,
        "body": "<p>Grey <em>again</em>.</p>",
        "deck": "",
        "status": "draft",
        "commenting": "open",
        "published_at_0": "soon",
        "published_at_1": "",
        **changes,
    }


def form_of(response: Any) -> Any:
    return response.context["adminform"].form


def log_in(client: Client, name: str, following: str) -> Any:
    credentials = {"username": name, "password": "a quiet harbour", "next": following}
    return client.post("/admin/login/", credentials, follow=True)


# The copy ------------------------------------------------------------------------------------


def test_a_copy_is_kept_offered_given_back_and_gone_when_saved(
    client: Client, article: Article
) -> None:
    address = change_address(article)
    mark = mark_of(client, address)
    assert client.post(KEEP, {"working_copy": mark, **typed(article)}).json() == {
        "is_logged_in": True
    }
    assert Article.objects.get().headline == "Fog"
    assert article.history.count() == 1

    offered = client.get(address)
    assert form_of(offered)["headline"].value() == "Fog"
    assert "We kept your unsaved text from" in offered.text
    assert f'href="?copy=article-{article.pk}"' in offered.text

    given = client.get(f"{address}?copy=article-{article.pk}")
    assert form_of(given)["headline"].value() == "Fog over the harbour"
    assert form_of(given)["body"].value() == "<p>Grey <em>again</em>.</p>"
    assert 'value="soon"' in given.text
    assert "It is not saved yet" in given.text
    assert "errornote" not in given.text.replace("errornote kept-picture-error", "")

    fields = typed(article, published_at_0="", working_copy=given.context["mark"])
    assert client.post(address, fields).status_code == 302
    assert not WorkingCopy.objects.exists()
    saved = client.get(address)
    assert f'data-saved="article-{article.pk}"' in saved.text
    assert 'data-saved=""' in client.get(address).text


def test_a_new_article_has_a_copy_a_form(client: Client) -> None:
    marks = [mark_of(client, ADD), mark_of(client, ADD)]
    for number, mark in enumerate(marks):
        client.post(KEEP, {"working_copy": mark, **typed(headline=f"Fog {number}")})
    page = client.get(ADD)
    assert "Fog 0" in page.text
    assert "Fog 1" in page.text
    first = WorkingCopy.objects.earliest("pk")
    given = client.get(f"{ADD}?copy={first.form}")
    assert form_of(given)["headline"].value() == "Fog 0"

    client.post(ADD, typed(published_at_0="", working_copy=given.context["mark"]))
    assert [copy.headline for copy in WorkingCopy.objects.all()] == ["Fog 1"]


def test_a_copy_that_says_nothing_new_is_not_offered(client: Client, article: Article) -> None:
    address = change_address(article)
    same = {"headline": "Fog", "slug": "fog", "body": "<p>Grey.</p>", "section": article.section_id}
    mark = mark_of(client, address)
    client.post(KEEP, {"working_copy": mark, **same, "status": "draft", "commenting": "open"})
    assert WorkingCopy.objects.exists()
    assert "We kept your unsaved text" not in client.get(address).text


def test_a_copy_is_discarded_by_its_owner(client: Client, article: Article) -> None:
    client.post(KEEP, {"working_copy": mark_of(client, change_address(article)), **typed(article)})
    form = {"form": f"article-{article.pk}"}
    client.force_login(editor("dana"))
    discard = f"{KEEP}discard/"
    assert client.post(discard, form).status_code == 404
    client.force_login(User.objects.get(username="maren"))
    assert client.post(discard, form).headers["Location"] == change_address(article)
    assert not WorkingCopy.objects.exists()


def test_nobody_else_reads_a_copy(client: Client, article: Article) -> None:
    client.post(KEEP, {"working_copy": mark_of(client, change_address(article)), **typed(article)})
    client.force_login(editor("dana"))
    for query in ("", f"?copy=article-{article.pk}"):
        assert "Fog over the harbour" not in client.get(change_address(article) + query).text
    assert "Fog over the harbour" not in client.get(ADD).text


def test_only_a_mark_of_ours_is_taken(client: Client, article: Article, maren: User) -> None:
    mark = mark_of(client, change_address(article))
    for wrong in ("", "rubbish", mark[:-2], mark.replace(":", "", 1)):
        assert client.post(KEEP, {"working_copy": wrong, **typed(article)}).status_code == 403
    maren.user_permissions.clear()
    assert client.post(KEEP, {"working_copy": mark, **typed(article)}).status_code == 403
    maren.is_active = False
    maren.save()
    assert client.post(KEEP, {"working_copy": mark, **typed(article)}).status_code == 403
    assert client.get(KEEP).status_code == 405
    assert not WorkingCopy.objects.exists()


def test_what_is_no_field_and_what_is_too_large_is_not_kept(
    client: Client, article: Article, settings: Settings
) -> None:
    mark = mark_of(client, change_address(article))
    client.post(KEEP, {"working_copy": mark, "rubbish": "x" * 1000, **typed(article)})
    assert "rubbish" not in WorkingCopy.objects.get().fields
    assert "working_copy" not in WorkingCopy.objects.get().fields
    huge = typed(article, body="x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0))
    assert client.post(KEEP, {"working_copy": mark, **huge}).status_code == 400


def test_copies_are_bounded_and_pruned(client: Client, article: Article) -> None:
    for number in range(32):
        mark = mark_of(client, ADD)
        client.post(KEEP, {"working_copy": mark, **typed(article, headline=f"Fog {number}")})
    assert WorkingCopy.objects.count() == 30
    old = WorkingCopy.objects.filter(fields__headline="Fog 5")
    old.update(updated_at=timezone.now() - timedelta(days=31))
    assert prune_unsaved() == 1
    assert not old.exists()


def test_a_picture_is_kept_as_soon_as_it_is_chosen(client: Client, article: Article) -> None:
    target = io.BytesIO()
    Image.new("RGB", (30, 20)).save(target, "JPEG")
    upload = SimpleUploadedFile("harbour.jpg", target.getvalue())
    mark = mark_of(client, change_address(article))
    fields = {"working_copy": mark, **typed(article), "lead_image": upload}
    told = client.post(KEEP, fields).json()["picture"]
    assert told["name"] == "harbour.jpg"
    assert client.get(told["address"]).status_code == 200
    given = client.get(f"{change_address(article)}?copy=article-{article.pk}")
    assert f'value="{told["reference"]}"' in given.text

    broken = {**fields, "lead_image": SimpleUploadedFile("a.jpg", b"<svg>")}
    assert "can't be read as a picture" in client.post(KEEP, broken).json()["picture_error"]


# When it can't be saved ----------------------------------------------------------------------


@pytest.mark.parametrize("is_new", [True, False])
def test_a_session_that_ended_loses_nothing(client: Client, article: Article, is_new: bool) -> None:
    """Without a script: the form is posted, and is there again after the log-in."""
    address = ADD if is_new else change_address(article)
    target = io.BytesIO()
    Image.new("RGB", (30, 20)).save(target, "JPEG")
    fields = typed(article, working_copy=mark_of(client, address), _publish="1")
    client.session.flush()

    sent = client.post(
        address, {**fields, "lead_image": SimpleUploadedFile("a.jpg", target.getvalue())}
    )

    assert sent.headers["Location"].startswith("/admin/login/?next=/admin/articles/article/")
    assert Article.objects.count() == 1
    back = log_in(client, "maren", sent.headers["Location"].partition("next=")[2])
    back = client.get(f"{address}?copy={WorkingCopy.objects.get().form}")
    assert form_of(back)["headline"].value() == "Fog over the harbour"
    assert KeptPicture.objects.get().reference in back.text


def test_the_log_in_leads_back_to_the_text(client: Client, article: Article) -> None:
    fields = typed(article, working_copy=mark_of(client, ADD))
    client.session.flush()
    to_log_in = client.post(ADD, fields, follow=True)
    following = to_log_in.context["next"]
    assert form_of(log_in(client, "maren", following))["headline"].value() == "Fog over the harbour"


def test_the_log_in_says_that_the_text_is_kept_while_it_is(client: Client) -> None:
    sentence = "What you typed is kept: log in, and it is here again."
    fields = typed(None, working_copy=mark_of(client, ADD))
    client.session.flush()
    address = client.post(ADD, fields).headers["Location"]
    assert sentence in client.get(address).text
    wrong = client.post(address, {"username": "maren", "password": "no", "next": ADD})
    assert sentence in wrong.text
    assert sentence not in client.get(address.partition("&kept=")[0]).text
    assert sentence not in client.get(f"{address}x").text
    # Nobody writes a copy with it.
    kept = address.partition("&kept=")[2].replace("%3A", ":")
    assert client.post(KEEP, {**fields, "working_copy": kept}).status_code == 403

    WorkingCopy.objects.all().delete()
    assert sentence not in client.get(address).text


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/admin/articles/article/add/", "new-"),
        ("/admin/articles/article/7/change/?x=1", "article-7"),
        ("/admin/articles/article/7/history/9/", "restore-7"),
        ("/admin/articles/section/7/change/", ""),
        ("/admin/articles/article/", ""),
        ("//[", ""),
        ("", ""),
    ],
)
def test_the_log_in_asks_the_browser_of_the_form_behind_it(
    client: Client, path: str, form: str
) -> None:
    client.logout()
    page = client.get("/admin/login/", {"next": path}).text
    assert ('id="kept-here"' in page) is bool(form)
    assert not form or f'data-form="{form}"' in page


def test_another_who_logs_in_does_not_get_it(client: Client, article: Article) -> None:
    editor("dana")
    fields = typed(article, working_copy=mark_of(client, ADD))
    client.session.flush()
    following = client.post(ADD, fields, follow=True).context["next"]
    assert "Fog over the harbour" not in log_in(client, "dana", following).text


def test_nothing_is_saved_in_the_name_of_another_log_in(client: Client, article: Article) -> None:
    fields = typed(article, working_copy=mark_of(client, change_address(article)))
    client.force_login(editor("dana"))
    response = client.post(change_address(article), fields, follow=True)
    assert "You are logged in as dana now" in response.text
    assert Article.objects.get().headline == "Fog"
    assert WorkingCopy.objects.get().owner.username == "maren"


def test_a_token_of_a_former_log_in_loses_nothing(article: Article, maren: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(maren)
    mark = mark_of(client, change_address(article))
    fields = typed(article, working_copy=mark, csrfmiddlewaretoken="x" * 64)
    response = client.post(change_address(article), fields)
    assert response.headers["Location"] == f"{change_address(article)}?copy=article-{article.pk}"
    back = client.get(response.headers["Location"])
    assert form_of(back)["headline"].value() == "Fog over the harbour"
    assert client.post(change_address(article), typed(article)).status_code == 403


def test_who_may_not_save_any_more_gets_the_text_to_copy(
    client: Client, article: Article, maren: User
) -> None:
    fields = typed(article, working_copy=mark_of(client, change_address(article)), deck="Deck")
    maren.user_permissions.clear()
    response = client.post(change_address(article), fields)
    assert response.status_code == 403
    assert "&lt;p&gt;Grey &lt;em&gt;again&lt;/em&gt;.&lt;/p&gt;" in response.text
    assert "deck: Deck" in response.text
    assert "Save it again" not in response.text


def test_a_database_that_is_away_gives_the_form_back(
    client: Client,
    article: Article,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fields = typed(article, working_copy=mark_of(client, change_address(article)), _publish="Now")

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("away")

    with monkeypatch.context() as patch:
        patch.setattr(Article, "save", fail)
        response = client.post(change_address(article), {**fields, "published_at_0": ""})
    assert response.status_code == 503
    assert "An article could not be stored: OperationalError" in caplog.messages
    for shown in ("Grey &lt;em&gt;again", 'name="_publish" value="Now"', 'name="working_copy"'):
        assert shown in response.text


def test_an_article_that_a_colleague_deleted_becomes_a_new_one(
    client: Client, article: Article
) -> None:
    address = change_address(article)
    mark = mark_of(client, address)
    client.post(KEEP, {"working_copy": mark, **typed(article)})
    fields = typed(article, working_copy=mark)
    section = article.section
    article.delete()
    assert "Fog over the harbour" in client.get(ADD).text

    back = client.post(address, fields, follow=True)

    assert "A colleague has deleted this article" in back.text
    assert form_of(back)["headline"].value() == "Fog over the harbour"
    saved = {**typed(None, published_at_0="", working_copy=back.context["mark"])}
    client.post(ADD, saved | {"section": section.pk})
    assert Article.objects.get().headline == "Fog over the harbour"
    assert not WorkingCopy.objects.exists()


def test_what_is_typed_over_an_earlier_version_is_kept_too(
    client: Client, article: Article
) -> None:
    version = article.history.latest().pk
    address = f"/admin/articles/article/{article.pk}/history/{version}/"
    fields = {"working_copy": mark_of(client, address), "headline": "Restored", "body": "<p>x</p>"}
    client.session.flush()
    client.post(address, fields)
    client.force_login(User.objects.get(username="maren"))
    back = client.get(f"{change_address(article)}?copy=restore-{article.pk}")
    assert form_of(back)["headline"].value() == "Restored"
    assert form_of(back)["slug"].value() == "fog"


def test_two_editors_see_both_texts(client: Client, article: Article) -> None:
    page = client.get(change_address(article))
    seen = form_of(page)["seen"].value()
    article.headline, article.body = "Mist", "<p>White.</p><p>Cold.</p>"
    article.save()
    fields = typed(article, published_at_0="", seen=seen, working_copy=page.context["mark"])

    refused = client.post(change_address(article), fields)

    assert form_of(refused)["body"].value() == "<p>Grey <em>again</em>.</p>"
    shown = {found.field: (found.theirs, found.mine) for found in refused.context["conflict"]}
    assert shown == {
        "Headline": ("Mist", "Fog over the harbour"),
        "Body": ("White.\nCold.", "Grey again."),
    }
    assert "White.\nCold." in refused.text
    seen = form_of(refused)["seen"].value()
    assert client.post(change_address(article), {**fields, "seen": seen}).status_code == 302


def test_who_may_only_look_keeps_nothing(client: Client, article: Article, maren: User) -> None:
    maren.user_permissions.set(Permission.objects.filter(codename="view_article"))
    page = client.get(change_address(article))
    assert "working_copy" not in page.text
    assert "saving-state" not in page.text


@pytest.mark.parametrize("has_logged_out", [True, False])
def test_the_browsers_copies_go_at_log_out_alone(client: Client, *, has_logged_out: bool) -> None:
    """A session that only ended leaves them to who typed them."""
    owner = client.get(ADD).text.partition('data-owner="')[2][:16]
    assert len(owner.strip('"')) == 16
    if has_logged_out:
        assert "data-has-logged-out" in client.post("/admin/logout/").text
    else:
        client.session.flush()
        assert "browser-copies" not in client.get("/admin/login/").text
