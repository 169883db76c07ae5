"""Static files as `collectstatic` leaves them: a page loads one stylesheet and one script.

In the source these are tables of contents, lists of imports which a browser can follow as they
stand; so it does with DEBUG, where nothing is collected. Collected, they hold what they import.
"""

import hashlib
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import get_finders
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

JOINED: Final = (
    "comments/desk.css",
    "comments/desk.js",
    "comments/reply-form.js",
    "comments/scorecard.css",
    "newsroom/admin.css",
    "newsroom/site.css",
)

# Beside what was collected: what it was collected from.
STAMP: Final = "sources.sha256"

_STYLE: Final = re.compile(
    r'^@import "(?P<part>[^"]+)"(?: layer\((?P<layer>\w+)\))?;$', re.MULTILINE
)
_SCRIPT: Final = re.compile(r'^import "(?P<part>[^"]+)";$', re.MULTILINE)

# One that touches what stands before it may part two words, and a string may look like one: kept.
_COMMENT: Final = re.compile(
    r"""(?P<kept>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\S/\*.*?\*/)|/\*.*?\*/\s*""", re.DOTALL
)

# Each file's name, the storage that keeps its source, and its name there.
Sources = dict[str, tuple[Storage, str]]


class PartIsMissing(Exception):
    def __init__(self, name: str, part: str) -> None:
        super().__init__(f"{name} imports {part}, and there is no such static file.")


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # the package has no types
    """Joins before it hashes, so that a file's name changes with each of its parts."""

    def post_process(
        self, paths: Sources, *, dry_run: bool, **options: Any
    ) -> Iterator[tuple[str, str | None, bool | Exception]]:
        if not dry_run:
            paths = paths | {name: self._keep(name, join(name, paths)) for name in JOINED}
        yield from super().post_process(paths, dry_run=dry_run, **options)
        if not dry_run:
            self.delete(STAMP)
            self.save(STAMP, ContentFile(fingerprint().encode()))

    def _keep(self, name: str, text: str) -> tuple[Storage, str]:
        """Put it where its table of contents was copied to."""
        self.delete(name)
        return self, self.save(name, ContentFile(text.encode()))


def is_collected() -> bool:
    """Whether what was collected is what the source would be collected to."""
    stamp = Path(settings.STATIC_ROOT, STAMP)
    try:
        return stamp.read_text() == fingerprint()
    except FileNotFoundError:
        return False


def fingerprint() -> str:
    """Tell one state of the source from any other, by what stands in it."""
    digest = hashlib.sha256(f"{settings.STORAGES['staticfiles']} {JOINED}".encode())
    for name, (storage, path) in sorted(_sources().items()):
        with storage.open(path) as file:
            digest.update(f"{name} {hashlib.sha256(file.read()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _sources() -> Sources:
    """Find what `collectstatic` does; of two files with one name it takes the first."""
    ignored = StaticFilesConfig.ignore_patterns
    found: Sources = {}
    for finder in get_finders():
        for path, storage in finder.list(ignored):
            prefix = getattr(storage, "prefix", None)
            found.setdefault(posixpath.join(prefix, path) if prefix else path, (storage, path))
    return found


def join(name: str, sources: Sources) -> str:
    """Return the file with what it imports in place of each import; a stylesheet loses comments."""

    def style(found: re.Match[str]) -> str:
        text = part(found)
        return f"@layer {found['layer']} {{\n{text}}}" if found["layer"] else text

    # As in a module, what a part declares is its own.
    def script(found: re.Match[str]) -> str:
        return f"{{\n{part(found)}}}"

    def part(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), found["part"]))
        if path not in sources:
            raise PartIsMissing(name, path)
        return _read(sources, path)

    if name.endswith(".css"):
        return _COMMENT.sub(r"\g<kept>", _STYLE.sub(style, _read(sources, name)))
    return _SCRIPT.sub(script, _read(sources, name))


def _read(sources: Sources, name: str) -> str:
    storage, path = sources[name]
    with storage.open(path) as file:
        return bytes(file.read()).decode()
