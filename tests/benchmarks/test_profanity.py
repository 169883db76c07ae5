"""How well profanity is found, and at what cost, beside others where they are installed.

Prints, asserts nothing. `pip install glin-profanity better-profanity` brings the rivals; a
system's word list (/usr/share/dict) brings the dictionary.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest

from comments.screening.findings import Span
from comments.screening.folding import fold
from comments.screening.profanity.entries import own_entries
from comments.screening.profanity.matcher import find_profanity
from comments.screening.profanity.site_words import own_lexicon
from tests.comments.screening.lettering import hidden, lettered
from tests.comments.screening.obfuscations import obfuscations, transformations
from tests.comments.screening.profanity.test_innocents import INNOCENT, PEOPLE
from tests.corpora import ROOT, rows

pytestmark = pytest.mark.benchmark

Detector = Callable[[str], bool]

PROFANE: Final = """
    fuck shit bitch asshole bastard cunt dick cock pussy whore slut piss wanker bollocks damn
    crap faggot nigger retard twat motherfucker bullshit dumbass jackass prick fucking shitty
    bitches arse douche tits fucker assholes tosser dickhead cocksucker shithead fucked
    dipshit goddamn bellend douchebag pissing cunts pussies twats clusterfuck batshit whores
"""
CLEAN: Final = """
    duck ship pitch passage mustard count deck clock puppy where slot piece winner buttons
    lamp crop ballot bigger regard that mother bulletin compass package brick looking shiny
    beaches purse touch bits worker class country assassin shuttle therapist analysis title
    peacock dictionary night hello water people because minister football election hospital
    butter sheet fork luck stack shift witch batch cocktail essex penistone bassoon grape
    snigger buckle planet
"""
# Words that the generator of letterings was not developed with.
PROFANE_TOO: Final = """
    damn crap arse bollocks goddamn motherfucker slut retard jackass shithead tosser pissing cunts
    pussies douchebag bellend clusterfuck fuckers niggas assholes kike minge
"""
CLEAN_TOO: Final = """
    hello minister football hospital sheet witch cocktail essex suffocate potassium circumstance
    scrap petition constitution titles pistol canal methane embassy night worker regard passage
    class shift button wonder election massage snicker
"""
MASKED: Final = """
    f*ck f**k f*** f**king f***ing f*cking f#ck f^ck f@ck f-ck f--k f---ing f_ck fu*k f*ckers
    motherf*cker mother-f***er f***s f****d sh*t s**t sh** s*** sh!t $h!t $hit bullsh*t
    bulls**t sh*tty s***ty sh-t a** a$$ @ss a**hole a$$hole @sshole as*hole a-hole a**holes
    b*tch b**ch b!tch b*tches b****es b****rd c*nt c**t c*** d*ck d!ck d*ckhead d*mn d**n d***
    godd*mn p*ssy p***y pu$$y p*ss p*ssed p**s cr*p w*nker w*nk tw*t t*ts c*ck n*gger n****r
    n***a n*gga f*ggot f@ggot wh*re sl*t r*tard b*llocks b*ll*cks jacka** dumba** dumb@ss
    *ucking ****ing f#@% sh1t b1tch fck fuk
"""
STARRED: Final = """
    M*A*S*H R&B S&M AT&T Q&A A* A** 5*4 a*b x*y*z note* terms** price*** *sigh* *laughs*
    **bold** *not* C++ C# F# P!nk Ke$ha A$AP US$5 50% $hop G-d L--d so--he well--no e-mail
    x-ray T-shirt co-op AC/DC and/or he/she w/o 24/7 1st 2nd A55 B17 4x4 3D mp3 H2O co2
    covid-19 G20 p@ss d@ta @home #metoo #tbt f(x) f-16 s-bahn a-level b-side c-section d-day
    *hits *goes it* yes!!! what?! wow!! hmm... really?? :-) <3 ^^ ~ -- --- *** **** ## @@ "a"
    (b) [c] e.g. i.e.
"""
NEUTRAL: Final = (
    "My neighbour is {}, and so is her doctor.",
    "The {} community of the town met on Sunday.",
    "Laws on {} people were debated for hours.",
)


def ours(text: str) -> bool:
    return bool(find_profanity(fold(text), own_lexicon()))


def ours_from_level_2(text: str) -> bool:
    return any(hit.level > 1 for hit in find_profanity(fold(text), own_lexicon()))


def _coarse_places(text: str) -> list[Span]:
    folded = fold(text)
    hits = find_profanity(folded, own_lexicon())
    return [folded.span(hit.start, hit.end) for hit in hits if hit.level > 1]


def _word_list() -> Detector:
    """What everybody writes first: our own words, whole, as they are."""
    forms = {form for entry in own_entries() for form in entry.forms()}
    return lambda text: not forms.isdisjoint(re.findall(r"\w+", text.lower()))


def _detectors() -> Iterator[tuple[str, Detector]]:
    yield "ours", ours
    yield "ours, level 2+", ours_from_level_2
    yield "a plain word list", _word_list()
    if find_spec("glin_profanity"):
        options = {"detect_leetspeak": True, "normalize_unicode": True}
        glin = import_module("glin_profanity").Filter(options)
        yield "glin-profanity", lambda text: bool(glin.is_profane(text))
    if find_spec("better_profanity"):
        better = import_module("better_profanity").profanity
        better.load_censor_words()
        yield "better-profanity", lambda text: bool(better.contains_profanity(text))


def _quality(detect: Detector, bad: Iterable[str], good: Iterable[str]) -> str:
    frame = "They are {} to me."
    found = [detect(frame.format(word)) for word in bad]
    wrong = sum(detect(frame.format(word)) for word in good)
    precision = sum(found) / max(sum(found) + wrong, 1)
    recall = sum(found) / len(found)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}"


def _print(title: str, figure: Callable[[Detector], str]) -> None:
    print(f"\n{title}")
    for name, detect in _detectors():
        print(f"  {name:<20} {figure(detect)}")


def _share(detect: Detector, texts: list[str]) -> str:
    flagged = sum(map(detect, texts))
    return f"{flagged} of {len(texts)} flagged ({flagged / len(texts):.2%})"


def test_generated_obfuscations() -> None:
    bad = [text for word in PROFANE.split() for _kind, text in obfuscations(word)]
    good = [text for word in CLEAN.split() for _kind, text in transformations(word)]
    title = f"{len(bad)} disguised profane words, {len(good)} clean words treated alike"
    _print(title, lambda detect: _quality(detect, bad, good))


def test_lettering() -> None:
    for words, clean, seed in ((PROFANE, CLEAN, 1), (PROFANE_TOO, CLEAN_TOO, 11)):
        bad = [
            text
            for word in words.split()
            for _kind, text in (*lettered(word, seed), *hidden(word, seed))
        ]
        good = [text for word in clean.split() for _kind, text in lettered(word, seed)]
        title = f"{len(bad)} profane words in fancy lettering, {len(good)} clean ones"
        _print(title, partial(_quality, bad=bad, good=good))


def test_masked_words() -> None:
    bad, good = MASKED.split(), STARRED.split()
    title = f"{len(bad)} masked words, {len(good)} clean words with signs"
    _print(title, lambda detect: _quality(detect, bad, good))


def test_the_innocent() -> None:
    innocent = [text for text in INNOCENT if text]
    people = [frame.format(person) for person in PEOPLE.split() for frame in NEUTRAL]
    _print("Lines of innocent names, places, words and phrases", lambda d: _share(d, innocent))
    _print("Neutral sentences that name people", lambda d: _share(d, people))


def test_a_dictionary() -> None:
    """For ours, every word that is not on our list; for the others a sample, as it is."""
    words = sorted(
        {
            word
            for path in Path("/usr/share/dict").glob("*-english*")
            for word in path.read_text(encoding="utf-8").split()
        }
    )
    if not words:
        pytest.skip("no word list in /usr/share/dict")
    lexicon = own_lexicon()
    unlisted = [word for word in words if not lexicon.is_listed(fold(word).text.split("'")[0])]
    print(f"\n{len(words)} dictionary words: {[word for word in unlisted if ours(word)]}")
    _print("Every hundredth of them", lambda detect: _share(detect, words[::100]))


def test_news_comments() -> None:
    """Those in which nobody marked a toxic word; many swear all the same: read what is flagged."""
    comments = rows("screening", "tox_toxicspans_train.jsonl")
    unmarked = [row["text"] for row in comments if not row["spans"]]
    _print("News comments without a marked word", lambda detect: _share(detect, unmarked))
    outside = sum(
        not set(row["spans"]).intersection(range(*span))
        for row in comments
        for span in _coarse_places(row["text"])
    )
    print(f"  ours, level 2+: {outside} words of all {len(comments)} that nobody marked")
    listed = _word_list()
    clean = [text for text in unmarked if not listed(text)]
    title = "Those of them without a word of our list as it is: what is flagged was read into them"
    _print(title, lambda detect: _share(detect, clean))


def test_cost() -> None:
    path = ROOT / "screening" / "tox_toxicspans_train.jsonl"
    texts = (
        [(row["text"] * 8)[:300] for row in rows("screening", path.name)[:1000]]
        if path.is_file()
        else ["The council met on Sunday, and it wasn't pretty. " * 7] * 1000
    )

    def milliseconds(detect: Detector) -> str:
        sample = texts[:100]
        started = time.process_time()
        for text in sample:
            detect(text)
        return f"{(time.process_time() - started) / len(sample) * 1000:.3f} ms of CPU"

    _print("A comment of 300 characters", milliseconds)

    print("\n100 kB of one thing, for ours")
    for unit in ("a", "*", "1!", "f*", "f u c k ", "fuck", "dick ", "fu ck ", "é", "хуй"):
        started = time.process_time()
        ours((unit * 100_000)[:100_000])
        print(f"  {unit!r:<12} {time.process_time() - started:.3f} s")
