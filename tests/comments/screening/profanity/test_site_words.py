"""What moderators add to the list and take from it."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from comments.models import Comment, ProfaneWord
from comments.screening.profanity import check_profanity
from tests.comments.factories import CommentFactory, UserFactory

pytestmark = pytest.mark.django_db


def level_of(text: str) -> float:
    finding = check_profanity(CommentFactory(body=text))
    return finding.score * 4 if finding else 0


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("flibber", "what a flibber"),
        ("flibber", "flibbers, FLIBBER!"),
        ("flibber", "fl1bber"),
        ("flibber", "f.l.i.b.b.e.r"),
        ("flibber", "flib**r"),
        ("flibber", "fliiiiibber"),
        ("Flíbber", "flibber"),
        ("wet noodle", "you wet noodle"),
        ("wet noodle", "a wet-noodle"),
        ("half-baked", "half baked and half-baked"),
        ("глупыш", "какой глупыш"),
        ("Spaßvogel", "ein Spaßvogel"),
    ],
)
def test_an_added_word_is_found_also_in_disguise(typed: str, text: str) -> None:
    assert level_of(text) == 0
    ProfaneWord.objects.create(text=typed, level=3)
    assert level_of(text) == 3


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("bugger", "you bugger, buggers"),
        ("Bugger", "b*gger"),
        ("damn", "damn damn"),
        ("fuckface", "fuckface"),
        ("crap sandwich", "a crap sandwich"),
    ],
)
def test_a_removed_word_is_spared(typed: str, text: str) -> None:
    assert level_of(text) > 0
    ProfaneWord.objects.create(text=typed, level=ProfaneWord.Level.NOT_PROFANE)
    assert level_of(text) == 0
    assert level_of("shit") == 2


def test_the_site_gives_a_word_another_level() -> None:
    ProfaneWord.objects.create(text="damn", level=4)
    assert level_of("damn") == 4


def test_a_word_that_is_deleted_again_is_forgotten() -> None:
    word = ProfaneWord.objects.create(text="flibber", level=2)
    assert level_of("flibber") == 2
    word.delete()
    assert level_of("flibber") == 0


def test_one_query_a_comment(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    comment = CommentFactory(body="Well said.")
    with django_assert_num_queries(1):
        check_profanity(comment)


def test_a_comment_that_was_never_saved_needs_no_database(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        assert check_profanity(Comment(name="Ann", body="Well said.")) is None


@pytest.mark.parametrize("text", ["", "!!!", "a|b", "4chan", "two  spaces", " ", "x" * 101])
def test_what_is_not_words_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        ProfaneWord(text=text, level=2).full_clean()


def test_moderators_keep_the_list_in_the_admin(client: Client) -> None:
    client.force_login(UserFactory(moderator=True))
    response = client.post("/admin/comments/profaneword/add/", {"text": "flibber", "level": "3"})
    assert response.status_code == 302
    assert "flibber" in client.get("/admin/comments/profaneword/").content.decode()
    assert str(ProfaneWord.objects.get()) == "flibber"
    assert level_of("flibber") == 3


def test_editors_do_not(client: Client) -> None:
    client.force_login(UserFactory(editor=True))
    assert client.get("/admin/comments/profaneword/").status_code == 403
