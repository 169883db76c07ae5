"""Invented comments of a small newsroom, and what its moderators would decide."""

from random import Random

from comments.screening.learner.learner import Verdict

_ADVERTS = (
    "Cheap {thing} at {place}, order today and save",
    "Visit my {thing} page, {place} has the best price",
    "Earn money with {thing} from home, ask {place}",
)
_REMARKS = (
    "The {thing} in {place} was better before the storm, I think",
    "Who pays for the {thing} at {place}? Nobody has told us",
    "My father worked with {thing} near {place} for years",
)
_RUDE = (
    "You fools and your {thing}, go back to {place}",
    "Only an idiot wants {thing} at {place}",
)
_THINGS = ("watches", "boats", "bread", "bridges", "lamps", "nets", "clocks", "paint")
_PLACES = ("Gannet Point", "the harbour", "Mill Lane", "the old town", "the north pier")


def sketches(count: int, *, seed: int = 1) -> list[tuple[str, Verdict]]:
    """Return so many different comments with their decisions, about as mixed as a real queue."""
    random = Random(seed)  # noqa: S311 (invented, no secret)
    kinds: list[tuple[tuple[str, ...], Verdict]] = [
        (_ADVERTS, "spam"),
        (_REMARKS, "approved"),
        (_REMARKS, "approved"),
        (_RUDE, "rejected"),
    ]
    drawn = []
    for number in range(count):
        patterns, verdict = kinds[number % len(kinds)]
        text = random.choice(patterns).format(
            thing=random.choice(_THINGS), place=random.choice(_PLACES)
        )
        drawn.append((f"{text}. {random.choice(_THINGS)}", verdict))
    random.shuffle(drawn)
    return drawn
