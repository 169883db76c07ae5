"""Believable comments that nobody wrote: the same number gives the same comment, every time."""

from dataclasses import dataclass
from random import Random
from typing import Final

# Reserved by RFC 2606, so that nobody is ever mailed; what was invented is known by it.
DOMAIN: Final = "reader.example"


def _listed(words: str) -> list[str]:
    return words.split(", ")


_FIRST_NAMES: Final = _listed(
    "Ada, Amir, Ana, Arvid, Beate, Bodil, Carlos, Chidi, Dalia, Dmitri, Eija, Elin, "
    "Emeka, Esra, Farid, Fiona, Gero, Greta, Hana, Hugo, Ines, Ivo, Jana, Joost, Kemal, "
    "Kirsten, Lars, Leila, Luis, Maren, Mehmet, Mira, Nadia, Nils, Olga, Omar, Pavel, "
    "Petra, Rafael, Rosa, Samir, Signe, Tarek, Tomas, Ulla, Vera, Wanda, Yusuf"
)
_LAST_NAMES: Final = _listed(
    "Achterberg, Adeyemi, Ahlström, Bakker, Balogun, Castro, Demir, Dijkstra, Eriksen, "
    "Fischer, Garcia, Hadžić, Hansen, Ibrahim, Jansen, Kaya, Kowalski, Lindqvist, Lund, "
    "Marković, Moreau, Nguyen, Nowak, Okafor, Olsen, Petrov, Quist, Rahman, Rossi, Sato, "
    "Schmidt, Silva, Sørensen, Tanaka, Thorsen, Usman, Vogel, Weber, Yilmaz, Zielińska"
)

# In braces stands the name of a list below.
_SENTENCES: Final = (
    "My {relative} has worked at the {place} for {number} years and says the {thing} is {quality}.",
    "Has anybody at the {office} actually been to the {place} on a {day} {time}?",
    "I counted {number} {people} at the {place} this {time}, and not one of them was {quality}.",
    "The {office} promised us a {quality} {thing} before {season}, and we are still waiting.",
    "When the {place} was rebuilt we were told the same about the {thing}.",
    "It is {quality} that {people} have to pay for a {thing} which the {office} broke.",
    "For {number} crowns you could repair the {thing} at the {place} and have change left over.",
    "Your article leaves out that the {office} voted against the {thing} in {season}.",
    "As one of the {people} from the {place}, I can say the {thing} was never {quality}.",
    "Nobody asked the {people}, which for the {office} is nothing new.",
    "I would gladly walk {number} minutes more if the {place} stayed {quality}.",
    "Please ask the {office} next {day} what became of the old {thing}.",
    "Last {season} my {relative} fell near the {place} because of that {thing}.",
    "The {thing} works well enough in other towns with {number} thousand {people}.",
    "We {people} are not against a new {thing}, only against a {quality} one.",
    "Compared with the {place}, the {thing} by the {office} looks almost {quality}.",
    "On {day} the {place} was closed again, without a word from the {office}.",
    "Thank you for writing about the {thing}; the {people} had given up hope.",
    "There are {number} empty seats at the {place} every {day}, so why a second {thing}?",
    "I asked the {office} in {season} and got a {quality} letter about some other {thing}.",
    "My {relative} and I take the path by the {place} each {time}, whatever the weather.",
    "If the {people} had a say, the {place} would be {quality} by {season}.",
    "It took the {office} {number} months to answer one question about a {thing}.",
    "Somebody should tell the {office} that the {place} belongs to the {people}.",
    "The {quality} part is not the {thing} but the way the {office} went about it.",
    "I have lived beside the {place} since I was {number}, and this {season} was the worst.",
    "Without the {people} there would be no {place}, and no {thing} either.",
    "A {quality} {thing} costs about {number} thousand, I looked it up last {day}.",
    "Why does every {relative} of mine know about the {place} and the {office} does not?",
    "Ask the {people} who wait there each {time}, they will show you the {thing}.",
    "I moved away in {season} and even I miss the {place}, {thing} and all.",
    "Between {day} and {day2} the {thing} did not work for {number} hours.",
    "The photograph shows the {place}, but the {thing} in the caption stands elsewhere.",
    "Perhaps the {office} could borrow a {thing} from somewhere {quality}.",
    "No {thing} will bring the {people} back to the {place} if the rents keep rising.",
    "Good news at last, even if my {relative} still finds the {thing} {quality}.",
    "Half of the {people} want it, half do not, and the {office} counts only one half.",
    "What a {quality} idea, said my {relative}, and went to the {place} all the same.",
    "You write {number} metres; I paced it out one {time} and it is far less.",
    "Since {season} there has been a sign at the {place} that nobody understands.",
    "The {office} owes an answer to everybody who uses the {thing} after dark.",
    "Please print the whole plan for the {place}, not only the {quality} page of it.",
    "That {thing} was a present from the {people}, which the {office} seems to forget.",
    "{number} signatures in one {time}, collected by my {relative} outside the {place}.",
    "Try pushing a pram past the {thing} by the {place} on a {day}.",
    "On a clear {time} you can see the {thing} from the {place}, {quality} as ever.",
)
_WORDS: Final = {
    "relative": _listed(
        "sister, brother, mother, father, aunt, uncle, cousin, neighbour, daughter, son"
    ),
    "place": _listed(
        "harbour, old quay, fish market, north beach, town library, ferry ramp, bus station, "
        "school yard, lighthouse, skating rink, allotments, boat yard, cinema, water tower, "
        "mill, swimming hall, museum, post office, churchyard, football ground"
    ),
    "thing": _listed(
        "bridge, timetable, bicycle lane, car park, playground, sea wall, street light, "
        "clock, ticket machine, crossing, heating, roof, fence, footpath, fountain, slipway, "
        "bench, sewer, noise barrier, wind turbine"
    ),
    "office": _listed(
        "council, ferry company, port authority, planning office, school board, county, water "
        "board, housing association, tourist office, harbour master, mayor, bus company"
    ),
    "people": _listed(
        "commuters, pensioners, children, tourists, fishermen, shopkeepers, cyclists, nurses, "
        "islanders, students, dog owners, night workers, volunteers, tenants, farmers"
    ),
    "quality": _listed(
        "useful, dangerous, cheap, ridiculous, sensible, beautiful, overdue, noisy, honest, "
        "safe, unfair, temporary, modern, draughty, expensive, generous, hopeless, accessible"
    ),
    "season": _listed(
        "spring, summer, autumn, winter, Easter, Christmas, January, March, June, October"
    ),
    "day": _listed("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday"),
    "time": _listed("morning, afternoon, evening, night, noon"),
}
_LINK: Final = "Have a look at https://{host}.example/{page} before you decide."
_HOSTS: Final = _listed(
    "cheap-loans, harbour-photos, win-today, my-blog, best-watches, town-archive"
)
_CURSES: Final = _listed("damn, crap, bloody, bullshit")
# Of all comments, the part that…
_HAS_LINK: Final = 0.12
_CURSES_ALOUD: Final = 0.1
_WAS_REFUSED: Final = 0.2
# From so many sentences on, they are paragraphs.
_MANY: Final = 4


@dataclass(frozen=True, slots=True)
class InventedFinding:
    check_name: str
    score: float
    reason: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class InventedComment:
    name: str
    email: str
    body: str
    findings: list[InventedFinding]


def invent_comment(number: int) -> InventedComment:
    """Return the comment with that number; some writers have written several."""
    chance = Random(number)  # noqa: S311 (nothing here is secret)
    writer = abs(number // 3 - chance.randrange(40))
    first = _FIRST_NAMES[writer % len(_FIRST_NAMES)]
    last = _LAST_NAMES[(writer + writer // len(_FIRST_NAMES)) % len(_LAST_NAMES)]
    sentences = [
        _fill(sentence, chance) for sentence in chance.sample(_SENTENCES, chance.randint(3, 6))
    ]
    findings = [_about_the_writer(chance)]
    if chance.random() < _HAS_LINK:
        link = _LINK.format(host=chance.choice(_HOSTS), page=f"{chance.randrange(16**6):06x}")
        sentences.append(link)
    if chance.random() < _CURSES_ALOUD:
        sentences.insert(0, f"What a {chance.choice(_CURSES)} mess.")
    body = (" " if len(sentences) < _MANY else "\n\n").join(sentences)
    findings += _in_the_text(body, chance)
    return InventedComment(f"{first} {last}", f"reader{writer}@{DOMAIN}", body, findings)


def _fill(sentence: str, chance: Random) -> str:
    words = {name: chance.choice(choices) for name, choices in _WORDS.items()}
    day2 = chance.choice(_WORDS["day"])
    return sentence.format(number=chance.randint(2, 997), day2=day2, **words)


def _about_the_writer(chance: Random) -> InventedFinding:
    if chance.random() < _WAS_REFUSED:
        reason = f"Comments from this address until then: {chance.randint(1, 6)} rejected."
        return InventedFinding("refused_before", 0.4, reason)
    reason = "Nothing from this address had been approved before."
    return InventedFinding("first_comment", 0.1, reason)


def _in_the_text(body: str, chance: Random) -> list[InventedFinding]:
    findings = []
    link = body.find("https://")
    if link >= 0:
        end = body.index(" ", link)
        score = chance.randint(35, 90) / 100
        findings.append(
            InventedFinding("links", score, "1 link to a site that is new here.", ((link, end),))
        )
    for curse in _CURSES:
        start = body.find(curse)
        if start >= 0:
            score = chance.randint(30, 70) / 100
            place = ((start, start + len(curse)),)
            findings.append(InventedFinding("profanity", score, "1 strong word.", place))
            break
    return findings
