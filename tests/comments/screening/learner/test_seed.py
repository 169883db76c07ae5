import re
import zlib

import pytest

from comments.models import Comment
from comments.screening.learner import seed
from comments.screening.learner.features import BUCKETS, extract
from comments.screening.learner.learner import Question
from comments.screening.learner.model import zeros
from comments.screening.learner.seed import Seed, grow_seed, shipped_seed
from comments.screening.learner.typed import Typed
from comments.screening.likelihood import spam_likelihood
from comments.screening.links.check import check_links
from tests.comments.screening.learner.sketches import sketches

EXAMPLES = [(text, verdict == "spam") for text, verdict in sketches(200)]


def margin(of: Seed, text: str) -> float:
    return sum(of.contributions(extract(Typed(text))))


def test_a_seed_survives_its_file() -> None:
    grown = grow_seed(EXAMPLES)
    read = Seed.from_bytes(grown.to_bytes())
    assert read.known_words == grown.known_words
    assert read.usual == pytest.approx(grown.usual)
    assert (
        max(abs(one - other) for one, other in zip(read.weights, grown.weights, strict=True))
        < max(map(abs, grown.weights)) / 200
    )
    assert read.to_bytes() == grown.to_bytes()


def test_the_same_examples_grow_the_same_seed() -> None:
    assert grow_seed(EXAMPLES).to_bytes() == grow_seed(EXAMPLES).to_bytes()


def test_what_is_no_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="no seed"):
        Seed.from_bytes(b"\x80\x04" + bytes(100))


def test_an_empty_seed_says_nothing() -> None:
    nothing = Seed.from_bytes(Seed(zeros(), [], 0.0).to_bytes())
    assert margin(nothing, "Buy now") == 0


def test_the_shipped_seed_is_small_and_holds_no_text() -> None:
    content = seed.SEED_PATH.read_bytes()
    assert len(content) < 300_000
    body = zlib.decompress(content[seed.HEADER.size :])
    # Words in a row would show as letters in a row, whatever stands between the numbers.
    longest = max(map(len, re.findall(rb"[A-Za-z ]{4,}", body.replace(b"\x00", b""))), default=0)
    assert longest < 25
    assert len(shipped_seed().weights) == BUCKETS


@pytest.mark.parametrize(
    ("text", "is_spam"),
    [
        ("Hey everyone, check out my new channel and subscribe!! http://bit.ly/2x", True),
        ("I earn $7,000 a month working from home, click here www.jobs.example", True),
        ("Buy cheap replica handbags online, 70% off, free shipping: lux-outlet.top", True),
        ("Contact Dr Ogun on WhatsApp +234 803 555 0111, he cast a love spell for me", True),
        ("Thank you for this article.", False),
        ("The council has wasted £4 million on consultants while our roads fall apart.", False),
        ("Source: https://www.bbc.co.uk/news/uk-61120 See the second table.", False),
        ("No.", False),
        ("He lied about the budget, and everyone in that room knew it.", False),
    ],
)
def test_the_shipped_seed_knows_adverts_from_opinions(text: str, is_spam: bool) -> None:
    answer = Question(shipped_seed()).answer(extract(Typed(text)))
    assert (answer.likelihood > 0.5) is is_spam


@pytest.mark.parametrize(
    "text",
    [
        "Interesting read: https://www.nytimes.com/2021/05/11/us/oil.html",
        "https://en.wikipedia.org/wiki/Suez_Crisis",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "See https://t.co/AbC123xyz9",
        "This was in the Guardian last week, and nobody cared. https://t.co/AbC123xyz9",
        "The plans are at www.stadtmuseum-linz.at for those who care.",
        "Photo of the flood in 1962: https://i.imgur.com/a1B2c3D.jpg",
        "https://xkcd.com/386/",
    ],
)
def test_one_ordinary_link_is_no_spam_by_itself(text: str) -> None:
    answer = Question(shipped_seed()).answer(extract(Typed(text)))
    found = [check_links(Comment(body=text))]
    assert spam_likelihood(answer.likelihood, found) < 0.5


@pytest.mark.parametrize(
    ("text", "fluent"),
    [
        ("The bridge will be closed for two weeks, says the town.", True),
        ("Die Brücke bleibt zwei Wochen lang gesperrt, teilt die Stadt mit.", False),
        ("Le pont restera fermé pendant deux semaines, annonce la mairie.", False),
        ("El puente permanecerá cerrado durante dos semanas, dice el ayuntamiento.", False),
        ("Мост будет закрыт на две недели, сообщает город.", False),
        ("橋は二週間閉鎖される", False),
        ("Quelle: https://www.derstandard.at/story/2000/the-article-about-this.html", False),
        ("", False),
    ],
)
def test_the_seed_speaks_only_of_its_own_language(text: str, fluent: bool) -> None:
    assert (shipped_seed().fluency(extract(Typed(text)).words) == 1) is fluent
    if not fluent:
        assert shipped_seed().fluency(extract(Typed(text)).words) < 0.5


def test_a_foreign_comment_is_no_spam_for_being_foreign() -> None:
    answer = Question(shipped_seed()).answer(
        extract(Typed("Die Brücke bleibt zwei Wochen lang gesperrt. Wer zahlt das?"))
    )
    assert answer.likelihood < 0.1
