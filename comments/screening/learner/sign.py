"""A sign: what a comment looks like, apart from its words."""

from typing import TYPE_CHECKING, NamedTuple

from comments.screening.findings import Span

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Sign(NamedTuple):
    """What it is called to a moderator, what features it becomes, and where it shows in the text.

    Its features are a rough one, which generalises, and finer ones, which single out. `label` is
    empty for what tells a person nothing.
    """

    label: "StrPromise | str"
    keys: tuple[str, ...]
    spans: tuple[Span, ...] = ()
    what: str = ""  # fills in the label
    is_address: bool = False  # its words are not quoted

    @property
    def words(self) -> str:
        return str(self.label) % {"what": self.what}


def counted(key: str, count: int) -> tuple[str, str]:
    """Return the rough feature of something that is there, and the finer one of how often."""
    return key, f"{key}:count={size(count)}"


def size(count: int) -> int:
    """Round to powers of two: 0, 1, 2 to 3, 4 to 7 and so on."""
    return count.bit_length()


def share(part: int, whole: int) -> int:
    """Round a share to a scale that is fine where shares are small."""
    if not part:
        return 0
    percent = 100 * part // whole
    return 1 + (percent + 1).bit_length()
