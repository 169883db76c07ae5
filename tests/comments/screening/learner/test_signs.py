import pytest

from comments.screening.folding import fold
from comments.screening.learner.lures import lures_of
from comments.screening.learner.signs import signs_of
from comments.screening.learner.typed import Typed


def shown(text: str, **fields: str) -> dict[str, list[str]]:
    """Return what a moderator is told of the text, and the places that it points to."""
    signs = signs_of(Typed(text, **fields), fold(text))
    return {
        sign.words: [text[start:end] for start, end in sign.spans] for sign in signs if sign.label
    }


@pytest.mark.parametrize(
    ("text", "words", "places"),
    [
        ("write to ann@mail.example", "an email address", ["ann@mail.example"]),
        ("ring +44 20 7946 0991 today", "a phone number", ["+44 20 7946 0991"]),
        ("ring (555) 010-0199!", "a phone number", ["(555) 010-0199"]),
        ("ask @golden_trader", "an @ name", ["@golden_trader"]),
        ("on WhatsApp or Telegram", "a messenger", ["WhatsApp", "Telegram"]),
        ("see cheapshoes . com", "a web address spelt out", ["cheapshoes . com"]),
        ("see cheapshoes (dot) com", "a web address spelt out", ["cheapshoes (dot) com"]),
        ("only $49.99, or 20 euros", "a sum of money", ["$49.99", "20 euros"]),
        ("THIS IS SO TRUE", "words in capitals", ["THIS", "TRUE"]),
        ("wow!!!", "excited punctuation", ["!!!"]),
        ("well...", "dots that trail off", ["..."]),
        ("a\u202eb", "invisible characters", ["\u202e"]),
        ("𝓯𝓻𝓮𝓮", "letters in fancy dress", ["𝓯", "𝓻", "𝓮", "𝓮"]),
        ("hello 😀", "little pictures", ["😀"]),
        ("pаypal", "words that mix alphabets", ["pаypal"]),
        ("see http://a.example/x", "a link to a.example", ["http://a.example/x"]),
        ("Please check out my page", "asks to visit, click or watch", ["check out"]),
        ("Subscribe for more", "asks to follow, like, vote or subscribe", ["Subscribe"]),
        ("The bridge is closed.", "asks for nothing", []),
    ],
)
def test_signs_are_named_and_shown_where_they_stand(
    text: str, words: str, places: list[str]
) -> None:
    assert shown(text)[words] == places


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("In 2011-2012 and 1,000,000 times", "a phone number"),
        ("Straße, café, Škoda, Ελλάδα", "words that mix alphabets"),
        ("👨‍👩‍👧 ✌️", "invisible characters"),
        ("That is the point. Computers cost money", "a web address spelt out"),
        ("write to ann@mail.example", "an @ name"),
        ("Der Hafen ist geschlossen", "asks to visit, click or watch"),
    ],
)
def test_what_only_looks_like_a_sign_is_none(text: str, words: str) -> None:
    assert words not in shown(text)


def test_name_website_and_address_are_signs_that_do_not_repeat_what_was_typed() -> None:
    signs = shown("Hi", name="Cheap Pills", website="http://pills.example", email="a@b.example")
    assert {"the name", "the website pills.example", "the mail address"} <= signs.keys()


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("make $500 a day working from home", ["money"]),
        ("you have won a prize", ["prize"]),
        ("best online casino", ["gambling"]),
        ("great post, thanks for sharing", ["flattery"]),
        ("dr ogun who cast a love spell", ["romance", "service"]),
        ("the council closed the road", []),
    ],
)
def test_lures_are_told_by_their_purpose(text: str, keys: list[str]) -> None:
    assert [lure.key for lure in lures_of(text)] == keys
