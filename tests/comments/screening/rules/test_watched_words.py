import pytest
from pytest_django import DjangoAssertNumQueries

from comments.models import Comment, Contact, WatchedWord
from comments.screening.rules.watched_words import check_watched_words, check_words_on_trial
from tests.comments.factories import WatchedWordFactory
from tests.corpora import cases

pytestmark = pytest.mark.django_db

WATCHED = [case for case in cases("search") if "watched_word" in case]
BLOCK = WatchedWord.Action.BLOCK
Form = WatchedWord.Form


def comment(
    body: str = "Well said.",
    *,
    name: str = "Ann",
    website: str = "",
    email: str = "ann@mail.example",
) -> Comment:
    unsaved = Comment(body=body, name=name, website=website)
    unsaved.contact = Contact(email=email)
    return unsaved


def test_an_empty_list_finds_nothing() -> None:
    assert check_watched_words(comment()) is None


@pytest.mark.parametrize(
    ("watched", "body", "marked"),
    [
        ("casino", "The new CASINO opens.", ["CASINO"]),
        ("Casino", "casino, casino!", ["casino", "casino"]),
        ("casino", "_casino_ *casino*", ["casino", "casino"]),
        ("casino", "a casіno and a ca\u200bsino", ["casіno", "ca\u200bsino"]),
        ("casino", "casinos and minicasino", None),
        ("buy now", "Buy\n  NOW!", ["Buy\n  NOW"]),
        ("buy now", "buy it now", None),
        ("c++", "I write C++.", ["C++"]),
        ("c++", "vitamin c", None),
        ("#sale", "the #Sale is on", ["#Sale"]),
        ("#sale", "the sale is on", None),
        ("$$$", "earn $$$ fast", ["$$$"]),
        ("spam.example", "see http://www.spam.example/x", ["spam.example"]),
        ("spam.example", "see spam. Example", None),
        ("(.*)+$", "aaaa (.*)+$ bbbb", ["(.*)+$"]),
        ("казино", "Новое КАЗИНО", ["КАЗИНО"]),
        ("赌场", "赌场", ["赌场"]),
        ("赌场", "新的赌场今天开门", ["赌场"]),
        ("赌场", "赌一把，去场里", None),
        ("カジノ", "駅前にｶｼﾞﾉができる", ["ｶｼﾞﾉ"]),
        ("หวย", "ซื้อหวยออนไลน์", ["หวย"]),
        ("strasse", "Auf der STRAẞE", ["STRAẞE"]),
        ("ışık", "IŞIK", ["IŞIK"]),
        *((case["watched_word"], case["text"], [case["watched_word"]]) for case in WATCHED),
    ],
)
def test_words_and_phrases_are_found_whole_and_as_they_are_written(
    watched: str, body: str, marked: list[str] | None
) -> None:
    WatchedWordFactory(text=watched)
    finding = check_watched_words(comment(body))
    assert (finding and [body[slice(*span)] for span in finding.spans]) == marked


@pytest.mark.parametrize(
    ("watched", "where", "reason"),
    [
        ("pills", {"name": "Best Pills"}, "Held for review: “pills” in the name."),
        (
            "pills",
            {"website": "https://best-pills.example/"},
            "Held for review: “pills” in the website.",
        ),
        (
            "pills.example",
            {"website": "https://www.pills.example/x"},
            "Held for review: “pills.example” in the website.",
        ),
        ("pills.example", {"website": "https://best-pills.example/"}, ""),
        ("pills.example", {"website": "https://pills.example.org/"}, ""),
        ("pills.example", {"website": "https://[/"}, ""),
        (
            "pills",
            {"email": "pills@mail.example"},
            "Held for review: “pills” in the email address.",
        ),
        (
            "mail.example",
            {"email": "x@mail.example"},
            "Held for review: “mail.example” in the email address.",
        ),
        (
            "@mail.example",
            {"email": "x@mail.example"},
            "Held for review: an address in the email address.",
        ),
        ("mail.example", {"email": "x@mail.example.org"}, ""),
        ("l.example", {"email": "x@mail.example"}, ""),
        ("x@mail.example", {"email": "x.x@mail.example"}, ""),
        (
            "X@mail.example",
            {"email": "x@MAIL.example"},
            "Held for review: an address in the email address.",
        ),
    ],
)
def test_name_website_and_address_are_looked_at_too(
    watched: str, where: dict[str, str], reason: str
) -> None:
    WatchedWordFactory(text=watched)
    finding = check_watched_words(comment(**where))
    assert (finding.reason if finding else "") == reason


def test_the_reason_never_holds_the_writers_address() -> None:
    WatchedWordFactory(text="ann@mail.example", action=BLOCK)
    finding = check_watched_words(comment("Write to ann@mail.example!"))
    assert finding
    assert finding.reason == "Blocked: an address in the text, an address in the email address."


def test_a_blocked_word_outweighs_held_ones_and_both_are_named() -> None:
    WatchedWordFactory(text="casino")
    assert check_watched_words(comment("casino pills")).score == 0.7  # type: ignore[union-attr]
    WatchedWordFactory(text="pills", action=BLOCK)
    finding = check_watched_words(comment("casino pills casino"))
    assert finding
    assert finding.score == 1
    assert finding.reason == "Blocked: “pills” in the text. Held for review: “casino” in the text."


def test_a_change_of_the_list_counts_at_once() -> None:
    word = WatchedWordFactory(text="casino")
    assert check_watched_words(comment("casino"))
    word.delete()
    assert check_watched_words(comment("casino")) is None


def test_a_word_of_nothing_visible_finds_nothing() -> None:
    WatchedWordFactory(text="\u200b")
    assert check_watched_words(comment("\u200b some text \u200b")) is None


def test_thousands_of_words_are_read_once_and_then_cost_one_small_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    WatchedWord.objects.bulk_create(WatchedWord(text=f"word {n}") for n in range(5000))
    check_watched_words(comment())
    with django_assert_num_queries(1):
        finding = check_watched_words(comment("word " * 1000 + "word 4711"))
    assert finding
    assert finding.reason == "Held for review: “word 4711” in the text."


@pytest.mark.parametrize(
    ("watched", "body", "marked"),
    [
        ("viagr", "Viagra, VIAGRAS and viagr", ["Viagra", "VIAGRAS", "viagr"]),
        ("viagr", "my-víagra", ["víagra"]),
        ("viagr", "noviagra", None),
        ("buy vi", "Buy  viagra, buy a viola", ["Buy  viagra"]),
        ("buy vi", "buying viagra", None),
        ("pills.ex", "see pills.example now", ["pills.example"]),
        ("c+", "c++", ["c+"]),
        ("ка", "Казино", ["Казино"]),
    ],
)
def test_the_beginning_of_a_word_finds_the_whole_word(
    watched: str, body: str, marked: list[str] | None
) -> None:
    WatchedWordFactory(text=watched, form=Form.PREFIX)
    finding = check_watched_words(comment(body))
    assert (finding and [body[slice(*span)] for span in finding.spans]) == marked


@pytest.mark.parametrize(
    ("watched", "body", "marked"),
    [
        (r"v.agra", "Buy V1AGRA and viagra", ["V1AGRA", "viagra"]),
        (r"\bcasinos?\b", "casino, casinos, minicasino", ["casino", "casinos"]),
        (r"[0-9]{3}-[0-9]{4}", "call 555-0100", ["555-0100"]),
        (r"buy\s+now", "Buy\nnow", ["Buy\nnow"]),
        (r"caf[eé]", "Ein Café", ["Café"]),
        (r"казино", "Новое КАЗИНО", ["КАЗИНО"]),
        (r"casino", "a casіno and a ca\u200bsino", ["casіno", "ca\u200bsino"]),
        (r"ok$", "👍🏽 نعم OK", ["OK"]),
        (r"x", "\ud800 x", ["x"]),
        (r"^nothing", "it is nothing", None),
    ],
)
def test_patterns_are_marked_where_they_were_typed(
    watched: str, body: str, marked: list[str] | None
) -> None:
    WatchedWordFactory(text=watched, form=Form.PATTERN)
    finding = check_watched_words(comment(body))
    assert (finding and [body[slice(*span)] for span in finding.spans]) == marked


@pytest.mark.parametrize(
    ("form", "watched", "where", "reason"),
    [
        (Form.PREFIX, "pill", {"name": "Pills"}, "“pill*” in the name"),
        (Form.PREFIX, "pill", {"website": "https://pills.example/"}, "“pill*” in the website"),
        (Form.PREFIX, "pill", {"email": "pills@mail.example"}, "“pill*” in the email address"),
        (Form.PREFIX, "ann@ma", {"email": "ann@mail.example"}, "an address in the email address"),
        (Form.PREFIX, "ann@ma", {"email": "x.ann@mail.example"}, ""),
        (Form.PATTERN, "p.lls", {"name": "Pills"}, "“/p.lls/” in the name"),
        (Form.PATTERN, "p.lls", {"website": "https://pills.example/"}, "“/p.lls/” in the website"),
        (
            Form.PATTERN,
            "^a.*mple$",
            {"email": "ann@mail.example"},
            "a pattern in the email address",
        ),
        (Form.PATTERN, "^a.*mple$", {"email": "bob@mail.example"}, ""),
    ],
)
def test_every_form_looks_into_name_website_and_address(
    form: str, watched: str, where: dict[str, str], reason: str
) -> None:
    WatchedWordFactory(text=watched, form=form)
    finding = check_watched_words(comment(**where))
    assert (finding.reason if finding else "") == (reason and f"Held for review: {reason}.")


def test_a_pattern_never_tells_what_the_address_holds() -> None:
    WatchedWordFactory(text="ann@mail", form=Form.PATTERN)
    finding = check_watched_words(comment("Write to ann@mail.example!"))
    assert finding
    assert (
        finding.reason == "Held for review: a pattern in the text, a pattern in the email address."
    )


def test_a_stored_pattern_that_is_not_understood_hides_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    WatchedWordFactory(text="(a", form=Form.PATTERN)
    good = WatchedWordFactory(text="casino", form=Form.PATTERN)
    finding = check_watched_words(comment("casino"))
    assert finding
    assert finding.words == (good.pk,)
    assert "A stored pattern is left out" in caplog.text


def test_the_words_behind_a_finding_are_known_by_their_ids() -> None:
    words = [WatchedWordFactory(text=text) for text in ("casino", "pills", "watches")]
    finding = check_watched_words(comment("pills, casino, pills"))
    assert finding
    assert finding.words == (words[0].pk, words[1].pk)


def test_words_on_trial_are_found_apart_from_those_that_count() -> None:
    trial = WatchedWordFactory(text="casino", action=WatchedWord.Action.WATCH)
    assert check_watched_words(comment("casino")) is None
    real = WatchedWordFactory(text="pills")
    counting = check_watched_words(comment("casino pills"))
    watched = check_words_on_trial(comment("casino pills"))
    assert counting
    assert watched
    assert (counting.words, watched.words) == ((real.pk,), (trial.pk,))
    assert watched.reason == "Would be held: “casino” in the text."


@pytest.mark.parametrize("change", ["text", "action", "form"])
def test_every_change_of_a_word_counts_at_once(change: str) -> None:
    word = WatchedWordFactory(text="casin")
    assert check_watched_words(comment("casino")) is None
    if change == "form":
        word.form = Form.PREFIX
    elif change == "text":
        word.text = "casino"
    else:
        word.action, word.text = BLOCK, "casino"
    word.save(update_fields=["text", "action", "form"])
    assert check_watched_words(comment("casino"))
