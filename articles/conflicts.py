"""Two editors at once: what a colleague saved, beside what was typed."""

from typing import Any, Final, NamedTuple

from articles.body import paragraphs

_SHOWN: Final = ("headline", "slug", "byline", "deck", "body", "status", "correction")


class Difference(NamedTuple):
    field: str
    theirs: str
    mine: str


def differences(form: Any, theirs: Any) -> list[Difference]:
    """Return the fields in which a form says something else than that entry of the history."""
    found = [
        Difference(
            str(form.fields[name].label),
            _readable(name, getattr(theirs, name)),
            _readable(name, form[name].value()),
        )
        for name in _SHOWN
        if name in form.fields
    ]
    return [difference for difference in found if difference.theirs != difference.mine]


def _readable(name: str, value: Any) -> str:
    text = str(value or "").replace("\r\n", "\n")
    if name != "body":
        return text.strip()
    return "\n".join(paragraphs(text))
