"""The words that the profanity check knows, by level. English; curated here, by hand.

Level 1 is mild, 2 coarse, 3 strong, 4 a slur or the strongest there is. Not in the list: words
that are news ("rape", "nazi", "porn") and words that name people ("gay", "Jew", "transgender").
Left out as well are words whose plain meaning is the usual one ("chink", "coon", "fag", "hoe").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Word:
    """An entry; `is_name` where the word is also a name, which a capital then tells apart."""

    level: int
    is_name: bool = False


# What a word takes: nothing, a plural, or all that a verb and its doer take.
Kind = Literal["as is", "noun", "verb"]

_WORDS: Final[tuple[tuple[int, Kind, str], ...]] = (
    (1, "as is", "dammit damnit goddam goddammit crappy crappiest lmfao omfg ffs wtf fecking"),
    (1, "as is", "frigging friggin arsed effing crap crapped crapping"),
    (1, "noun", "arse boob jackass pillock turd todger schlong bugger"),
    (1, "as is", "buggered buggering buggery damn damned goddamn goddamned"),
    (2, "as is", "ass asses bitchy bitchin bollocks bollox bollocking shitty shittier shittiest"),
    (2, "as is", "shite pissy pissoff stfu gtfo tits titties titty whoring slutty retarded"),
    (2, "as is", "prick pricks dickish fuckall batshit biatch biatches shyt"),
    (2, "noun", "asshat asshole assclown asswipe arsehole arsewipe bastard bellend bumfuck"),
    (2, "noun", "bullshit horseshit dipshit shithead shithole shitbag shitstorm shitshow"),
    (2, "noun", "dickhead dickwad dumbass dumbfuck fatass lardass smartass knobhead knobend"),
    (2, "noun", "douche douchebag gobshite minger munter tosser wazzock"),
    (2, "noun", "ballsack nutsack dildo milf cuck circlejerk jerkoff retard libtard fucktard"),
    (2, "verb", "bitch bullshit piss shit"),
    (3, "as is", "fuk fukk fuc fuq fck fcking fcuk fvck fuckin fuckyou fuckoff fucku"),
    (3, "as is", "phuck phuk phucking mofo mofos wankstain fuckery unfuckingbelievable"),
    (3, "as is", "absofuckinglutely motherfucking motherfuckin clusterfuck mindfuck"),
    (3, "noun", "blowjob bukkake buttfuck clit cocksucker cumshot facefuck fuckboy"),
    (3, "noun", "fuckface fuckhead fucknut fucker fuckup fuckwit gangbang handjob jizz minge"),
    (3, "noun", "motherfucker motherfuck pussy rimjob slut twat wanker whore whorehouse"),
    (3, "verb", "fuck wank skullfuck"),
    (4, "noun", "cunt faggot nigger nigga niggah sandnigger porchmonkey jigaboo kike gook paki"),
    (4, "noun", "wetback raghead towelhead beaner wog dago darkie gyppo pikey tranny shemale"),
    (4, "as is", "cunty cunting cuntish faggoty faggy trannies niggaz"),
)  # fmt: skip
_NAMES: Final = (
    (2, "as is", "cock cocks dick dicks"),
    (3, "as is", "pussy pussies"),
)  # fmt: skip

# Where a word of the list is innocent. A space stands for up to three separators.
INNOCENT_PHRASES: Final = (
    "cock a doodle", "cock a hoop", "cock a leekie", "cock and bull", "cock robin",
    "fighting cock", "fighting cocks", "dick cheney", "dick tracy", "dick turpin",
    "dick van dyke", "moby dick", "philip k dick", "spotted dick", "tom dick and harry",
    "pussy cat", "pussy foot", "pussy riot", "pussy willow", "pussy willows", "blue tits",
    "great tits", "coal tits", "marsh tits", "willow tits", "crested tits", "bearded tits",
    "long tailed tits", "wild ass", "wild asses", "law is an ass", "ox and ass",
    "ox and the ass", "retarded growth",
)  # fmt: skip


def forms() -> Iterator[tuple[str, Word]]:
    """Yield each word with its inflections."""
    for level, kind, words in _WORDS:
        for word in words.split():
            for form in _inflected(word, kind):
                yield form, Word(level)
    for level, _kind, words in _NAMES:
        for word in words.split():
            yield word, Word(level, is_name=True)


def _inflected(word: str, kind: Kind) -> Iterator[str]:
    yield word
    if kind == "as is":
        return
    if word.endswith("y"):
        yield word[:-1] + "ies"
    yield word + ("es" if word.endswith(("s", "sh", "ch", "x")) else "s")
    if kind == "verb":
        # Both spellings of the stem: "shiter" costs nothing, and is typed.
        for stem in {word, word + word[-1]}:
            yield from (stem + ending for ending in ("ed", "er", "ers", "in", "ing", "ings"))
