"""The environment, and behind it the file `.env`: what is set in both, the environment decides."""

import difflib
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from dotenv.parser import parse_stream

from newsroom.environment.problems import NotUnderstood, WrongSetting

Value = TypeVar("Value")

_FLAGS: Final = {
    **dict.fromkeys(("true", "t", "yes", "y", "on", "1"), True),
    **dict.fromkeys(("false", "f", "no", "n", "off", "0"), False),
}
# Of a name that is so much like one of ours, a slip is likelier than another program's setting.
_ALIKE: Final = 0.8


class Environment:
    """Each method reads one setting; an empty one counts as not set."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: dict[str, str] = {}
        self._names: set[str] = set()
        if os.environ.get("PYTHON_DOTENV_DISABLED") != "1":
            self._file = _read_file(folder / ".env")

    def is_set(self, name: str) -> bool:
        return bool(self._raw(name).strip())

    def secret(self, name: str) -> str:
        """Return it with every space in it, and never show it."""
        return self._raw(name) if self.is_set(name) else ""

    def text(self, name: str, *, default: str = "") -> str:
        return self.parsed(name, one_line, default=default)

    def number(
        self, name: str, *, default: int, at_least: int = 0, at_most: int = 1_000_000_000
    ) -> int:
        def parse(text: str) -> int:
            try:
                number = int(text)
            except ValueError:
                number = at_least - 1
            if at_least <= number <= at_most:
                return number
            raise NotUnderstood(
                f"write a whole number from {at_least} to {at_most}, such as {default}"
            )

        return self.parsed(name, parse, default=default)

    def flag(self, name: str, *, default: bool) -> bool:
        def parse(text: str) -> bool:
            if text.lower() in _FLAGS:
                return _FLAGS[text.lower()]
            raise NotUnderstood("write true or false")

        return self.parsed(name, parse, default=default)

    def items(self, name: str, parse: Callable[[str], Value]) -> list[Value]:
        """Read what stands between commas or spaces."""

        def parse_each(text: str) -> list[Value]:
            return [parse(word) for word in text.replace(",", " ").split()]

        return self.parsed(name, parse_each, default=[])

    def folder(self, name: str, *, default: str) -> Path:
        """Return where it is; `.env` is one place, from whatever folder a program is started."""
        if name not in os.environ:
            path = self._folder / self.parsed(name, _home, default=Path(default))
        else:
            path = self.parsed(name, _home, default=self._folder / default)
        return path.resolve()

    def parsed(self, name: str, parse: Callable[[str], Value], *, default: Value) -> Value:
        return self._parsed(name, parse, default, f"is {self._raw(name).strip()!r}")

    def parsed_secret(self, name: str, parse: Callable[[str], Value], *, default: Value) -> Value:
        """The same for what holds a password, which no sentence shows."""
        return self._parsed(name, parse, default, "is not understood")

    def slips(self) -> list[str]:
        """Return a sentence on each name in `.env` that is nearly the name of a setting.

        Call it when all settings have been read.
        """
        return [
            f".env sets {name}, which is no setting: did you mean {alike[0]}?"
            for name in self._file
            if name not in self._names
            for alike in [difflib.get_close_matches(name.upper(), self._names, 1, _ALIKE)]
            if alike
        ]

    def strangers(self) -> list[str]:
        """Return the names in `.env` that are no setting, and not nearly one."""
        return [
            name
            for name in self._file
            if name not in self._names
            and not difflib.get_close_matches(name.upper(), self._names, 1, _ALIKE)
        ]

    def _parsed(
        self, name: str, parse: Callable[[str], Value], default: Value, how_it_is: str
    ) -> Value:
        if not self.is_set(name):
            return default
        try:
            return parse(one_line(self._raw(name)))
        except NotUnderstood as problem:
            raise WrongSetting(f"{name} {how_it_is}: {problem}.") from None

    def _raw(self, name: str) -> str:
        self._names.add(name)
        return os.environ.get(name, self._file.get(name, ""))


def one_line(text: str) -> str:
    """Return it without the spaces around it: it goes into the head of a mail or of an answer."""
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text.strip()):
        raise NotUnderstood("write it in one line, without control characters, in UTF-8")
    return text.strip()


def _home(text: str) -> Path:
    return Path(text).expanduser()


def _read_file(path: Path) -> dict[str, str]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            lines = list(parse_stream(file))
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise WrongSetting(f"{path} is not in UTF-8: save it in that encoding.") from None
    except OSError as problem:
        raise WrongSetting(
            f"{path} cannot be read ({problem.strerror}): let the user whom the site runs as read"
            f" it, say with: chown root:newsroom {path}; chmod 640 {path}."
        ) from None
    broken = next((line.original for line in lines if line.error), None)
    if broken is not None:
        number = broken.line + len(broken.string) - len(broken.string.lstrip("\n"))
        raise WrongSetting(
            f"Line {number} of {path} is not understood: write NAME=value, and close what begins"
            " with a quotation mark with the same one."
        )
    return {line.key: line.value for line in lines if line.key and line.value is not None}


def kept_secret(path: Path) -> str:
    """Return what `make run` has kept in the file; nothing where there is none."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as problem:
        raise WrongSetting(
            f"{path} cannot be read ({getattr(problem, 'strerror', '') or 'it is not a text'}):"
            " run the program as the user who owns it, choose another DATA_DIR, or set SECRET_KEY."
        ) from None
