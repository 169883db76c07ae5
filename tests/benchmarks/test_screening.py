"""How well spam is told from comments, and at what cost, beside others on the same texts.

Prints, asserts nothing: `make bench-screening`. Sources are kept apart: what is judged was never
learnt from, neither the adverts of a source, nor the comments of a person. Of the invented
examples, those that describe the source that is judged are left out as well. Comments are news
comments without their rude words: rude words are no proof of honesty.
"""

import math
import os
import time
import tracemalloc
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any, Final, NamedTuple, TypeVar

import pytest

from comments.management.commands.build_seed import (
    INVENTED,
    SHORTEST_DECENT,
    TIMES_SPUN,
    honest,
    some_with_links,
    without,
)
from comments.models import Comment
from comments.screening import SURE
from comments.screening.learner import signs, spam_finding
from comments.screening.learner.features import Features, extract
from comments.screening.learner.learner import Learner, Verdict
from comments.screening.learner.seed import SEED_PATH, Seed, grow_seed, shipped_seed
from comments.screening.learner.spintax import spin, spin_all
from comments.screening.learner.storage import to_bytes
from comments.screening.learner.typed import Typed
from comments.screening.likelihood import spam_likelihood
from comments.screening.links.check import check_links
from tests.benchmarks.spam_rivals import Score, rivals
from tests.corpora import rows

pytestmark = pytest.mark.benchmark

Thing = TypeVar("Thing")

ALLOWED: Final = 0.005  # honest comments among those held
JUDGED: Final = 2000  # comments, at most
DECISIONS: Final = (0, 100, 1000)
SPAM_AMONG_DECISIONS: Final = 4  # one in so many
MISTAKEN: Final = 0.05
TEN: Final = 10


class Quality(NamedTuple):
    """Area under the curve, and recall where so few honest comments are held."""

    area: float
    recall: float

    def __str__(self) -> str:
        return f"{self.area:.3f} / {self.recall:.2f}"


class Source(NamedTuple):
    """A place that adverts were found in; `topics` of the invented examples speak of the same."""

    name: str
    files: tuple[str, ...]
    topics: tuple[str, ...]

    def examples(self) -> list[tuple[str, bool]]:
        return [(row["text"], bool(row["label"])) for name in self.files for row in of(name)]

    def adverts(self) -> list[str]:
        return [text for text, is_spam in self.examples() if is_spam]


VIDEOS: Final = ("psy", "katyperry", "lmfao")
TOPICS_OF_VIDEOS: Final = ("Pages and channels of one's own", "Pleas and campaigns")
YOUTUBE: Final = Source(
    "YouTube", tuple(f"spam_youtube_{name}" for name in VIDEOS), TOPICS_OF_VIDEOS
)
SMS: Final = Source("SMS", ("spam_sms_uci",), ("Prizes and messages that pretend",))
EVERYTHING: Final = Source("all", YOUTUBE.files + SMS.files, ())
NOWHERE: Final = Source("none", (), ())
TWEETS: Final = (
    ("tox_davidson", "English tweets"),
    ("tox_germeval2018_training", "German tweets"),
)


def test_spam_day_0_other_sources() -> None:
    title("Spam, day 0, a source never seen (goal .95 / .45)")
    for judged, learnt in ((YOUTUBE, SMS), (SMS, YOUTUBE)):
        adverts, comments = judged.adverts(), honest_judged()
        say(f"{judged.name}: ours", quality(score_of(untaught(learnt, judged)), adverts, comments))
        for name, train in rivals():
            trained = train(learnt.examples() + honest_learnt())
            say(f"{judged.name}: {name}", quality(trained, adverts, comments))


def test_spam_on_unseen_videos() -> None:
    title("Spam on an unseen video, learnt from two others (goal .985 / .85)")
    for name in VIDEOS:
        judged = Source(name, (f"spam_youtube_{name}",), TOPICS_OF_VIDEOS)
        learnt = Source(
            "others",
            tuple(f"spam_youtube_{other}" for other in VIDEOS if other != name) + SMS.files,
            (),
        )
        adverts, comments = judged.adverts(), honest_judged()
        say(f"{name}: ours", quality(score_of(untaught(learnt, judged)), adverts, comments))
        for rival, train in rivals():
            trained = train(learnt.examples() + honest_learnt())
            say(f"{name}: {rival}", quality(trained, adverts, comments))


@pytest.mark.parametrize("mistaken", [0.0, MISTAKEN], ids=["", "mistaken"])
def test_spam_after_decisions(mistaken: float) -> None:
    title(
        f"Decisions, {mistaken:.0%} of them wrong (goal: lose .01 at the most)"
        if mistaken
        else "After 100 and 1,000 decisions (goal .97 / .70 and .992 / .90)"
    )
    for judged, learnt in ((YOUTUBE, SMS), (SMS, YOUTUBE)):
        adverts, comments = shuffled(judged.adverts()), shuffled(honest_judged())
        count = min(DECISIONS[-1] // SPAM_AMONG_DECISIONS, len(adverts) // 2)
        decided = [(text, True) for text in adverts[:count]]
        decided += [(text, False) for text in comments[: DECISIONS[-1] - count]]
        decided = shuffled(decided)
        rest = adverts[count:], comments[DECISIONS[-1] - count :]
        learner, random = untaught(learnt, judged), Random(1)  # noqa: S311
        for done, (text, is_spam) in enumerate([*decided, ("", False)]):
            if done in DECISIONS:
                say(f"{judged.name}: ours, {done:,}", quality(score_of(learner), *rest))
            teach(learner, text, is_spam=is_spam is not (random.random() < mistaken))
        adverts_held, comments_held = (held(learner, texts) for texts in rest)
        say(f"{judged.name}: held as spam", f"{adverts_held:.0%} (honest: {comments_held:.2%})")
        if not mistaken:
            for done in DECISIONS[1:]:
                for name, train in rivals():
                    say(f"{judged.name}: {name}, {done:,}", quality(train(decided[:done]), *rest))


def test_spam_of_a_new_campaign() -> None:
    title("A new campaign, ten adverts marked (goal: recall .75)")
    comments = shuffled(honest_judged())
    for judged, learnt in ((YOUTUBE, SMS), (SMS, YOUTUBE)):
        adverts = shuffled(judged.adverts())
        learner = untaught(learnt, judged)
        before = quality(score_of(learner), adverts[TEN:], comments)
        for text in adverts[:TEN]:
            teach(learner, text, is_spam=True)
        after = quality(score_of(learner), adverts[TEN:], comments)
        say(f"{judged.name}, as if it were one", f"{before.recall:.2f} → {after.recall:.2f}")
    learner = Learner.untaught(None)
    random = Random(1)  # noqa: S311
    campaign = [spin(HARMLESS_LOOKING, random) for _number in range(200)]
    for text in comments[:TEN]:
        teach(learner, text, is_spam=False)
    before = quality(score_of(learner), campaign[TEN:], comments[TEN:])
    for text in campaign[:TEN]:
        teach(learner, text, is_spam=True)
    after = quality(score_of(learner), campaign[TEN:], comments[TEN:])
    say("One that looks harmless, no seed", f"{before.recall:.2f} → {after.recall:.2f}")


# It has no link, no price, and nothing that the signs know.
HARMLESS_LOOKING: Final = (
    "{After|Following} the {storm|flood|strike} {my uncle|our neighbour|a colleague} {told|advised}"
    " us {about|of} {Brother|Sister} {Amos|Ruth|Silas}, {whose|and the} {blessed|anointed} water"
    " {mended|healed|restored} {our home|his knees|the farm}. {Believe|Trust} and {ask|look} for"
    " the {temple|house} of {the seven lamps|the morning dew} in {your|any} town."
)


def test_spam_false_alarms() -> None:
    title("Honest texts of other kinds that the shipped seed calls spam, in per cent")
    learner = Learner.untaught(shipped_seed())
    for name, label in TWEETS:
        texts = [row["text"] for row in of(name)][:JUDGED]
        called = fmean(score_of(learner)(text) > 1 / 2 for text in texts)
        say(label, f"{called:.1%}")
    score, random = score_of(untaught(EVERYTHING, NOWHERE)), Random(1)  # noqa: S311
    comments = honest_judged()
    say("News comments never seen", f"{fmean(score(text) > 1 / 2 for text in comments):.1%}")
    linking = [f"{text} {spin(random.choice(ORDINARY_LINKS), random)}" for text in comments]
    say("The same, each with a link", f"{fmean(score(text) > 1 / 2 for text in linking):.1%}")


# None of these hosts is among the links that the seed is taught.
ORDINARY_LINKS: Final = (
    "https://www.smh.com.au/national/nsw/trains-late-again-20190311-p5{134|20}h.html",
    "https://www.rnz.co.nz/news/{political|national}/4{12|55}821/budget",
    "http://www.abc.net.au/news/2017-0{3|9}-1{2|7}/{rail|coal}-{line|mine}/8{33|71}4420",
    "https://{it|pl}.wikipedia.org/wiki/{Tram|Berlin|Magna_Carta}",
    "https://plato.stanford.edu/entries/{liberty|justice}/",
    "https://www.youtube.com/watch?v={Lm2Qx|rr7Td}{9_a|kW3}Z{1|8}p",
    "https://t.co/{Qq8Re|zzT1x|MnB7w}{7|a|K}",
    "http://www.swaledalemuseum.org/{mining|visit}.html",
    "stuff.co.nz/national/{10|12}33421",
)


@pytest.mark.skipif("KEPT_ASIDE" not in os.environ, reason="is looked at once, when all is done")
def test_spam_with_what_was_kept_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge news comments and tweets that nothing was tuned with.

    Every advert was seen when the phrases of appeals were written: so these are also done without.
    """
    learner, kept = untaught(EVERYTHING, NOWHERE), honest_judged_and_kept()[JUDGED:]
    title(f"Kept aside: what the seed calls spam of {len(kept):,} news comments, and tweets")
    say("News comments", f"{fmean(score_of(learner)(text) > 1 / 2 for text in kept):.2%}")
    for name, label in TWEETS:
        texts = [row["text"] for row in of(name)][JUDGED : 2 * JUDGED]
        say(label, f"{fmean(score_of(learner)(text) > 1 / 2 for text in texts):.1%}")
    for phrases in ("with phrases", "without"):
        title(f"Kept aside, day 0 and after 1,000 decisions, {phrases}")
        for judged, learnt in ((YOUTUBE, SMS), (SMS, YOUTUBE)):
            learner, adverts = untaught(learnt, judged), shuffled(judged.adverts())
            say(f"{judged.name}: day 0", quality(score_of(learner), adverts, kept))
            count = min(DECISIONS[-1] // SPAM_AMONG_DECISIONS, len(adverts) // 2)
            decided = [(text, True) for text in adverts[:count]]
            decided += [(text, False) for text in honest_judged()[: DECISIONS[-1] - count]]
            for text, is_spam in shuffled(decided):
                teach(learner, text, is_spam=is_spam)
            say(f"{judged.name}: 1,000", quality(score_of(learner), adverts[count:], kept))
            say(f"{judged.name}: held", f"{held(learner, adverts[count:]):.0%}")
            say(f"{judged.name}: news comments held", f"{held(learner, kept):.2%}")
        monkeypatch.setattr(signs, "appeals_of", lambda _text: [])
        features_of.cache_clear()
        seed_from.cache_clear()


def test_spam_costs() -> None:
    title("Cost (goal 1.5 ms with explanation for 300 characters; 25 MB)")
    texts = [text for text in honest_judged() if 250 < len(text) < 350][:300]
    learner = Learner.untaught(shipped_seed())
    say("score and explanation", f"{cost(explain_with(learner), texts):.2f} ms of CPU")
    say(
        "teaching one decision",
        f"{cost(lambda text: teach(learner, text, is_spam=True), texts):.2f} ms",
    )
    say("rules of links", f"{cost(lambda text: check_links(Comment(body=text)), texts):.2f} ms")
    tracemalloc.start()
    seed = Seed.from_bytes(SEED_PATH.read_bytes())
    other = Learner.untaught(seed)
    size, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    say("memory of seed and learner", f"{size / 1e6:.1f} MB")
    for done in DECISIONS[1:]:
        for text in honest_judged()[other.taught : done]:
            teach(other, text, is_spam=other.taught % 2 == 0)
        say(f"stored after {done:,} decisions", f"{len(to_bytes(other)) / 1e6:.1f} MB")
    say("shipped file", f"{SEED_PATH.stat().st_size / 1e3:.0f} kB")


def explain_with(learner: Learner) -> Callable[[str], object]:
    def explain(text: str) -> object:
        features = extract(Typed(text))
        return spam_finding(learner.spam, features, learner.spam.answer(features))

    return explain


@cache
def of(name: str) -> list[dict[str, Any]]:
    return rows("screening", f"{name}.jsonl")


@cache
def honest_halves() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the news comments to learn from, and those that are judged."""
    mixed = shuffled(of("tox_toxicspans_train"))
    return mixed[: len(mixed) // 2], mixed[len(mixed) // 2 :]


def honest_learnt() -> list[tuple[str, bool]]:
    texts = some_with_links(honest(honest_halves()[0]), Random(0))  # noqa: S311
    return [(text, False) for text in texts]


def honest_judged() -> list[str]:
    return honest_judged_and_kept()[:JUDGED]


@cache
def honest_judged_and_kept() -> list[str]:
    texts = (decent(row) for row in honest_halves()[1])
    return [text for text in texts if len(text) > SHORTEST_DECENT]


def decent(row: dict[str, Any]) -> str:
    return without(row["text"], frozenset(row["spans"]))


def invented(leave_out: Sequence[str]) -> list[tuple[str, bool]]:
    random = Random(0)  # noqa: S311
    return [
        (text, name == "spam.txt")
        for name in ("spam.txt", "ham.txt")
        for text in spin_all(
            lines_besides(INVENTED / name, leave_out), times=TIMES_SPUN, random=random
        )
    ]


def lines_besides(path: Path, leave_out: Sequence[str]) -> Iterator[str]:
    topic = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            topic = line.removeprefix("# ")
        elif topic not in leave_out:
            yield line


@cache
def seed_from(learnt: Source, topics: tuple[str, ...]) -> Seed:
    """Grow a seed as the shipped one is, and pass it through its file as well."""
    grown = grow_seed(learnt.examples() + honest_learnt() + invented(topics))
    return Seed.from_bytes(grown.to_bytes())


def untaught(learnt: Source, judged: Source) -> Learner:
    return Learner.untaught(seed_from(learnt, judged.topics))


def teach(learner: Learner, text: str, *, is_spam: bool) -> None:
    verdict: Verdict = "spam" if is_spam else "approved"
    learner.teach(features_of(text), verdict)


# The same comments are judged again and again.
@lru_cache(maxsize=2 * JUDGED)
def features_of(text: str) -> Features:
    return extract(Typed(text))


def held(learner: Learner, texts: Sequence[str]) -> float:
    """Return the share that would go to the spam box without a person."""
    findings = (
        spam_finding(learner.spam, features, learner.spam.answer(features))
        for features in map(features_of, texts)
    )
    return fmean(finding is not None and finding.score >= SURE for finding in findings)


def score_of(learner: Learner) -> Score:
    """Score as `manage.py screen` does."""
    return lambda text: spam_likelihood(
        learner.spam.answer(features_of(text)).likelihood, [check_links(Comment(body=text))]
    )


def quality(score: Score, adverts: Iterable[str], comments: Iterable[str]) -> Quality:
    of_adverts = [score(text) for text in adverts]
    of_comments = sorted(map(score, comments))
    below = (bisect_left(of_comments, one) + bisect_right(of_comments, one) for one in of_adverts)
    threshold = of_comments[-1 - int(ALLOWED * len(of_comments))]
    return Quality(
        sum(below) / 2 / len(of_comments) / len(of_adverts),
        fmean(one > threshold for one in of_adverts),
    )


def cost(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Return milliseconds of CPU a text, at the best of five."""
    best = math.inf
    for _turn in range(5):
        started = time.process_time()
        for text in texts:
            work(text)
        best = min(best, time.process_time() - started)
    return 1000 * best / len(texts)


def shuffled(things: Sequence[Thing]) -> list[Thing]:
    return Random(1).sample(things, len(things))  # noqa: S311


def title(text: str) -> None:
    print(f"\n\n{text}")


def say(what: str, figure: object) -> None:
    print(f"  {what:<44}{figure}", flush=True)
