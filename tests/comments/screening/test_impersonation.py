import pytest
from pytest_django import Settings

from comments.models import Comment
from comments.screening.impersonation import check_impersonation
from tests.comments.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def colleague() -> None:
    UserFactory(username="mira", first_name="Mira", last_name="Lindqvist", is_staff=True)
    UserFactory(first_name="Otto", last_name="Reader")


@pytest.mark.parametrize(
    ("name", "score"),
    [
        ("Mira Lindqvist", 0.3),
        ("mira  lindqvist", 0.3),
        ("MiraLindqvist", 0.8),
        ("Mira L1ndqvist", 0.8),
        ("Mirа Lindqvist", 0.8),  # a Cyrillic letter
        ("Míra Lindqvist", 0.8),
        ("Mira\u200b Lindqvist", 0.8),
        ("ᴍɪʀᴀ ʟɪɴᴅQᴠɪsᴛ", 0.8),
        ("Rnira Lindqvist", 0.8),
        ("Lindqvist, Mira", 0.3),
        ("Mira Lindqvist (editing)", 0.3),
        ("Mira Lindqvists", None),
        ("Harbour Courier", 0.5),
        ("harbour-courier", 0.5),
        ("TheHarbourCourier", 0.5),
        ("Наrbour Соurier", 0.5),  # Cyrillic letters
        ("Harbour Walker", None),
        ("The Editors", 0.5),
        ("Editors", 0.5),
        ("TheEditors", 0.5),
        ("E d i t o r s", 0.5),
        ("Site Admins", 0.5),
        ("admin_1", 0.5),
        ("Die Redaktion", 0.5),
        ("La rédaction", 0.5),
        ("Comments desk", 0.5),
        ("Adminah Modesto", None),
        ("Staffan Modin", None),
        ("Theodora", None),
        ("The Harbour Courier Team", 0.5),
        ("Moderator Ann", 0.5),
        ("M0derator", 0.5),
        ("Mira", 0.3),  # what she logs in with
        ("mira 2", None),
        ("Otto Reader", None),
        # Our name, nearly.
        ("The Harbor Courier", 0.5),
        ("Harbor Courier Team", 0.5),
        ("Your Harbour Courrier", 0.5),
        ("Courier Harbour", 0.5),
        ("H.a.r.b.o.u.r C o u r i e r", 0.5),
        ("Harbour Carpenter", None),
        ("Captain Currier", None),
        # Offices, in other languages, compounds and spellings.
        ("Redaktörin", 0.5),
        ("Chefredaktion", 0.5),
        ("Redaksjonen", 0.5),
        ("Hoofdredacteur", 0.5),
        ("Päätoimittaja", 0.5),
        ("Adrnin", 0.5),
        ("Adm1n", 0.5),
        ("m.o.d", 0.5),
        ("Модератор", 0.5),
        ("Пётр, редакция", 0.5),
        ("管理员小王", 0.5),
        ("編集部", 0.5),
        ("Ad Min", None),
        ("Ed Torres", None),
        ("Rédah Actionne", None),
        # Words that claim one where they are the whole name.
        ("Editorial", 0.5),
        ("The Support Team", 0.5),
        ("Customer Support", 0.5),
        ("CustomerCare", 0.5),
        ("Official", 0.5),
        ("Official News Account", 0.5),
        ("S u p p o r t", 0.5),
        ("Anna Support", None),
        ("Officially Tired", None),
        ("Team Blue", None),
        ("Ann Editorson", None),
        ("", None),
    ],
)
def test_names_are_compared_as_a_hasty_reader_sees_them(name: str, score: float | None) -> None:
    finding = check_impersonation(Comment(name=name))
    assert (finding and finding.score) == score


def test_the_colleague_is_named() -> None:
    finding = check_impersonation(Comment(name="M1ra Lindqvist"))
    assert finding
    assert finding.reason == "The name only looks like that of a colleague: Mira Lindqvist."


@pytest.mark.parametrize("name", ["The Letters Desk", "the letters desk", "The L3tters Desk"])
def test_the_newsrooms_signature_is_nobody_elses(name: str, settings: Settings) -> None:
    settings.NEWSROOM_SIGNATURE = "The Letters Desk"
    finding = check_impersonation(Comment(name=name))
    assert finding
    assert finding.reason == "The name speaks for the newsroom."
