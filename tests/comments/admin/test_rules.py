"""Rules in the admin: words, lists of words, checks, and trying them on the past."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from comments import moderation, tasks
from comments.models import CheckSetting, Comment, Status, WatchedWord, WordHit
from comments.screening import CHECKS
from tests.comments.factories import (
    CommentFactory,
    FindingFactory,
    UserFactory,
    WatchedWordFactory,
)

pytestmark = pytest.mark.django_db

WORDS = "/admin/comments/watchedword/"
LIST = f"{WORDS}list/"
CHECK_LIST = "/admin/comments/checksetting/"
WORD_RIGHTS = ["add", "change", "delete", "view"]
WORD = {"text": "casino", "form": "exact", "action": "hold", "note": ""}
TRY = {"_try": "Try it on the past", "last": "500"}


@pytest.fixture
def lead(client: Client) -> User:
    lead: User = UserFactory(lead=True)
    client.force_login(lead)
    return lead


def shown(client: Client, path: str, posted: dict[str, str] | None = None) -> str:
    response = client.get(path) if posted is None else client.post(path, posted, follow=True)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def decided(by: User, **fields: Any) -> Comment:
    comment: Comment = CommentFactory(status=Status.IN_REVIEW, **fields)
    moderation.approve(comment, by=by)
    return comment


# One word ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"text": "(?=a)b", "form": "pattern"}, "there is no looking ahead or back"),
        ({"text": "a*", "form": "pattern"}, "It also matches where nothing stands"),
        ({"text": "v", "form": "prefix"}, "needs two characters or more"),
        ({"text": "\u200b"}, "Nothing in it can be seen"),
        ({"text": "HARBOUR"}, "This is watched already, as “Harbour”."),
    ],
)
@pytest.mark.parametrize("button", [{}, TRY], ids=["save", "try"])
def test_a_word_that_cannot_be_watched_is_refused_and_kept_in_the_form(
    client: Client, moderator: User, typed: dict[str, str], problem: str, button: dict[str, str]
) -> None:
    WatchedWordFactory(text="Harbour")
    page = shown(client, f"{WORDS}add/", WORD | typed | button)
    assert problem in page
    assert "On the past" not in page
    assert f'value="{typed["text"]}"' in page
    assert WatchedWord.objects.count() == 1


def test_the_same_text_may_be_watched_in_two_forms(client: Client, moderator: User) -> None:
    WatchedWordFactory(text="casino")
    shown(client, f"{WORDS}add/", WORD | {"form": "prefix"})
    assert WatchedWord.objects.count() == 2


def test_a_word_is_tried_and_nothing_is_saved(client: Client, moderator: User) -> None:
    comment = decided(moderator, body="<b>The</b> casino burnt down.", name="Ann")
    page = shown(client, f"{WORDS}add/", WORD | TRY)
    assert "Nothing is saved yet." in page
    assert "Of the last 1 decided comment it would have caught 1: 1 approved (100.0 %)." in page
    assert "Moderators refused 0 % of these too." in page
    assert "&lt;b&gt;The&lt;/b&gt; <mark>casino</mark> burnt down." in page
    assert f'href="/admin/comments/review/?comment={comment.pk}"' in page
    assert 'value="casino"' in page
    assert not WatchedWord.objects.exists()
    assert not LogEntry.objects.exists()


def test_a_change_is_tried_and_the_stored_word_stays(client: Client, moderator: User) -> None:
    word = WatchedWordFactory(text="harbour")
    decided(moderator, body="casino")
    page = shown(client, f"{WORDS}{word.pk}/change/", WORD | TRY)
    assert "it would have caught 1: 1 approved" in page
    word.refresh_from_db()
    assert word.text == "harbour"


@pytest.mark.parametrize(
    ("bodies", "said"),
    [
        ([], "Moderators have not decided on any comment yet."),
        (["harbour"], "In the last 1 decided comment it would have caught nothing."),
    ],
)
def test_a_trial_that_catches_nothing_says_so(
    client: Client, moderator: User, bodies: list[str], said: str
) -> None:
    for body in bodies:
        decided(moderator, body=body)
    assert said in shown(client, f"{WORDS}add/", WORD | TRY)


def test_a_number_of_comments_that_is_no_choice_is_the_usual_one(
    client: Client, moderator: User
) -> None:
    decided(moderator, body="casino")
    page = shown(client, f"{WORDS}add/", WORD | TRY | {"last": "9999999999"})
    assert "1: 1 approved" in page


def test_a_trial_guesses_no_address_for_those_who_may_not_see_them(client: Client) -> None:
    trainee = UserFactory(is_staff=True)
    trainee.user_permissions.add(
        *Permission.objects.filter(codename__in=["add_watchedword", "view_watchedword"])
    )
    client.force_login(trainee)
    decided(UserFactory(moderator=True), body="By the harbour.", email="casino@mail.example")
    page = shown(client, f"{WORDS}add/", WORD | TRY)
    assert "it would have caught nothing" in page
    assert "Addresses were left out" in page


@pytest.fixture
def trainee(client: Client) -> User:
    """Decides and keeps words, and may not see addresses."""
    trainee: User = UserFactory(is_staff=True)
    may = ["decide_comment", "view_comment", *(f"{do}_watchedword" for do in WORD_RIGHTS)]
    trainee.user_permissions.add(*Permission.objects.filter(codename__in=may))
    client.force_login(trainee)
    return trainee


def screened(email: str) -> Comment:
    comment: Comment = CommentFactory(status=Status.SUBMITTED, body="By the harbour.", email=email)
    tasks.screen_comment(comment.pk)
    return comment


def by_form(client: Client, typed: dict[str, str]) -> None:
    shown(client, f"{WORDS}add/", typed)


def by_list(client: Client, typed: dict[str, str]) -> None:
    word = WatchedWord(text=typed["text"], form=typed["form"])
    shown(client, LIST, {"lines": str(word), "action": typed["action"]})


def by_change(client: Client, typed: dict[str, str]) -> None:
    word = WatchedWordFactory(text="harbours")
    shown(client, f"{WORDS}{word.pk}/change/", typed)


@pytest.mark.parametrize(
    "typed",
    [
        {"text": "^v[a-z]{2,20}@", "form": "pattern", "action": "watch"},
        {"text": "vi", "form": "prefix", "action": "hold"},
        {"text": "vivian@mail.example", "form": "exact", "action": "block"},
    ],
)
@pytest.mark.parametrize("write", [by_form, by_list, by_change])
def test_words_of_those_who_may_see_no_addresses_spell_none_out(
    client: Client, trainee: User, typed: dict[str, str], write: Callable[..., None]
) -> None:
    write(client, WORD | typed)
    assert WatchedWord.objects.get().action == typed["action"]
    comment = screened("vivian@mail.example")
    assert not WordHit.objects.exists()
    assert not comment.findings.filter(check_name__contains="words").exists()


def test_a_word_that_somebody_else_wrote_goes_on_as_it_was(client: Client, trainee: User) -> None:
    word = WatchedWordFactory(text="vivian@mail.example")
    typed = {"text": word.text, "form": word.form, "action": "watch", "note": "Since May."}
    page = shown(client, f"{WORDS}{word.pk}/change/", typed)
    assert "may not see them" not in page
    screened("vivian@mail.example")
    assert WordHit.objects.count() == 1


def test_who_may_see_addresses_lets_a_word_look_into_them(
    client: Client, moderator: User, trainee: User
) -> None:
    page = shown(client, f"{WORDS}add/", WORD | {"text": "vivian@mail.example"})
    assert "It is not looked for in mail addresses, as you may not see them." in page
    word = WatchedWord.objects.get()
    chosen = {"action": "look_into_addresses", "_selected_action": str(word.pk)}
    shown(client, WORDS, chosen)
    screened("vivian@mail.example")
    assert not WordHit.objects.exists()
    client.force_login(moderator)
    assert "1 word is looked for in mail addresses, too." in shown(client, WORDS, chosen)
    screened("vivian@mail.example")
    assert WordHit.objects.count() == 1
    # To write it anew is to write it.
    client.force_login(trainee)
    shown(client, f"{WORDS}{word.pk}/change/", WORD | {"text": "vivia", "form": "prefix"})
    screened("vivian@mail.example")
    assert not WordHit.objects.exists()


def test_a_trial_shows_no_text_to_those_who_may_not_read_comments(client: Client) -> None:
    trainee = UserFactory(is_staff=True)
    trainee.user_permissions.add(Permission.objects.get(codename="add_watchedword"))
    client.force_login(trainee)
    decided(UserFactory(moderator=True), body="A casino in private.")
    page = shown(client, f"{WORDS}add/", WORD | TRY)
    assert "1: 1 approved" in page
    assert "in private" not in page


def test_the_list_of_words_says_what_each_has_caught(client: Client, moderator: User) -> None:
    word = WatchedWordFactory(text="casino", form="prefix")
    WordHit.objects.create(comment=decided(moderator), word=word)
    page = shown(client, WORDS)
    assert "casino*" in page
    assert "1: 1 approved" in page
    assert "1: 1 approved" in shown(client, f"{WORDS}?over=20000")
    assert "1: 1 approved" in shown(client, f"{WORDS}?over=nonsense")


def test_a_word_that_becomes_another_begins_anew(client: Client, moderator: User) -> None:
    word = WatchedWordFactory(text="casino")
    WordHit.objects.create(comment=CommentFactory(), word=word)
    shown(client, f"{WORDS}{word.pk}/change/", WORD | {"action": "block", "note": "Because."})
    assert word.hits.exists()
    shown(client, f"{WORDS}{word.pk}/change/", WORD | {"text": "casinos"})
    assert not word.hits.exists()


# A list of words --------------------------------------------------------------------------------


def test_a_list_is_added_at_once(client: Client, moderator: User) -> None:
    WatchedWordFactory(text="Pills")
    lines = "# ours\ncasino\r\npills\nviagr* = block # in May\n/v.agra/"
    page = shown(client, LIST, {"lines": lines, "action": "watch"})
    assert "3 words added." in page
    assert "1 line was skipped, as its word is watched already: line 3, “pills”" in page
    assert set(WatchedWord.objects.values_list("text", "form", "action", "note")) == {
        ("Pills", "exact", "hold", ""),
        ("casino", "exact", "watch", ""),
        ("viagr", "prefix", "block", "in May"),
        ("v.agra", "pattern", "watch", ""),
    }
    assert set(LogEntry.objects.values_list("object_repr", flat=True)) == {
        "casino",
        "viagr*",
        "/v.agra/",
    }


def test_a_list_with_a_problem_is_not_added_and_nothing_typed_is_lost(
    client: Client, moderator: User
) -> None:
    typed = {"lines": "casino\n/(a/\nx = y\n<b>", "action": "block"}
    page = shown(client, LIST, typed)
    assert "Nothing was added." in page
    assert "Line 2: A round bracket is opened and not closed." in page
    assert "Line 3: “= y” is none of" in page
    assert "casino /(a/ x = y &lt;b&gt;</textarea>" in page
    assert "checked" in page.partition('value="block"')[2].partition(">")[0]
    assert not WatchedWord.objects.exists()


def test_of_very_many_problems_the_first_are_named_and_the_rest_counted(
    client: Client, moderator: User
) -> None:
    page = shown(client, LIST, {"lines": "v*\n" * 25, "action": "hold"})
    assert "Line 20:" in page
    assert "Line 21:" not in page
    assert "And 5 more lines." in page


@pytest.mark.parametrize("lines", ["", "\n \n# nothing"])
def test_a_list_without_words_is_refused(client: Client, moderator: User, lines: str) -> None:
    page = shown(client, LIST, {"lines": lines, "action": "hold"})
    assert "Nothing was added." in page


def test_a_list_is_tried_as_a_whole_and_by_line(client: Client, moderator: User) -> None:
    decided(moderator, body="casino and pills")
    typed = {"lines": "casino\npil*\nnowhere", "action": "hold"}
    page = shown(client, LIST, typed | TRY)
    assert "it would have caught 1: 1 approved" in page
    assert "Line 1, “casino”: 1: 1 approved" in page
    assert "Line 2, “pil*”: 1: 1 approved" in page
    assert "1 other line would have caught nothing." in page
    assert "casino pil* nowhere</textarea>" in page
    assert not WatchedWord.objects.exists()


def test_the_list_is_downloaded_as_it_can_be_added_again(client: Client, moderator: User) -> None:
    shown(client, LIST, {"lines": 'casino\nb* = block # why\n"f***"\nbo*', "action": "hold"})
    shown(client, LIST, {"lines": 'casino\nbo* = block # why\n"f***"', "action": "hold"})
    response = client.get(f"{WORDS}list.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    kept = response.content.decode()
    assert kept == 'bo* = block # why\ncasino = hold\n"f***" = hold\n'
    before = list(WatchedWord.objects.values_list("text", "form", "action", "note"))
    WatchedWord.objects.all().delete()
    shown(client, LIST, {"lines": kept, "action": "watch"})
    assert list(WatchedWord.objects.values_list("text", "form", "action", "note")) == before


def test_who_may_only_look_at_words_adds_no_list(client: Client) -> None:
    reader = UserFactory(is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_watchedword"))
    client.force_login(reader)
    typed = {"lines": "casino", "action": "hold"}
    assert client.post(LIST, typed).status_code == 403
    assert client.post(f"{WORDS}add/", WORD | TRY).status_code == 403
    assert client.get(f"{WORDS}list.txt").status_code == 200
    assert "Add a list" not in shown(client, WORDS)
    assert not WatchedWord.objects.exists()


# Checks -----------------------------------------------------------------------------------------


def test_every_check_that_may_be_set_has_a_row_that_explains_it(client: Client, lead: User) -> None:
    page = shown(client, CHECK_LIST)
    for check in CHECKS:
        assert (str(check.about) in page) is not check.is_always_watched
    rows = dict(CheckSetting.objects.values_list("check_name", "sure_from"))
    assert len(rows) == len(CHECKS) - 1
    assert (rows["links"], rows["profanity"]) == (95, None)
    shown(client, CHECK_LIST)
    assert CheckSetting.objects.count() == len(rows)


def test_the_row_of_a_check_that_is_gone_is_not_shown(client: Client, lead: User) -> None:
    CheckSetting.objects.create(check_name="horoscope")
    assert "horoscope" not in shown(client, CHECK_LIST)


def test_the_list_of_checks_costs_the_same_queries_however_much_they_found(
    client: Client, lead: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    shown(client, CHECK_LIST)
    with django_assert_max_num_queries(50) as without:
        shown(client, CHECK_LIST)
    for _ in range(10):
        FindingFactory(comment=decided(lead))
    with django_assert_max_num_queries(len(without)):
        page = shown(client, CHECK_LIST)
    assert "10: 10 approved" in page


def test_a_lead_sets_a_check_to_be_watched_only(client: Client, lead: User) -> None:
    setting = CheckSetting.objects.create(check_name="links", sure_from=95)
    shown(client, f"{CHECK_LIST}{setting.pk}/change/", {"mode": "watch_only", "sure_from": ""})
    setting.refresh_from_db()
    assert (setting.mode, setting.sure_from) == ("watch_only", None)


@pytest.mark.parametrize("percent", ["0", "101", "-5", "x"])
def test_a_threshold_is_a_percentage(client: Client, lead: User, percent: str) -> None:
    setting = CheckSetting.objects.create(check_name="links", sure_from=95)
    shown(client, f"{CHECK_LIST}{setting.pk}/change/", {"mode": "on", "sure_from": percent})
    setting.refresh_from_db()
    assert setting.sure_from == 95


def test_a_check_that_never_calls_spam_has_no_threshold(client: Client, lead: User) -> None:
    setting = CheckSetting.objects.create(check_name="profanity")
    path = f"{CHECK_LIST}{setting.pk}/change/"
    assert "sure_from" not in shown(client, path)
    shown(client, path, {"mode": "on", "sure_from": "10"})
    setting.refresh_from_db()
    assert setting.sure_from is None


def test_a_threshold_is_tried_and_nothing_is_saved(client: Client, lead: User) -> None:
    setting = CheckSetting.objects.create(check_name="links", sure_from=95)
    FindingFactory(comment=decided(lead, body="Look here."), score=0.5, spans=[[0, 4]])
    path = f"{CHECK_LIST}{setting.pk}/change/"
    page = shown(client, path, {"mode": "on", "sure_from": "50"} | TRY)
    assert "it would have caught 1: 1 approved (100.0 %)" in page
    assert "<mark>Look</mark> here." in page
    page = shown(client, path, {"mode": "on", "sure_from": ""} | TRY)
    assert "Without a figure this check never decides alone" in page
    setting.refresh_from_db()
    assert setting.sure_from == 95


def test_a_card_says_what_is_only_watched(client: Client, moderator: User) -> None:
    comment = CommentFactory(status=Status.IN_REVIEW)
    FindingFactory(comment=comment, is_watch_only=True)
    assert "only watched" in shown(client, "/admin/comments/review/")
    assert "only watched" in shown(client, f"/admin/comments/comment/{comment.pk}/change/").lower()
