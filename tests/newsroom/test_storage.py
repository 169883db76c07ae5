"""What a page loads is joined from its parts, and a browser could follow the parts as well."""

import os
import posixpath
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import Client

from newsroom import storage
from newsroom.settings import STORAGES
from newsroom.storage import JOINED, PartIsMissing, Sources
from tests.articles.factories import ArticleFactory
from tests.comments.factories import CommentFactory

Collect = Callable[..., Callable[[str], str]]

IMPORT = re.compile(r'import "([^"]+)"')


@pytest.fixture
def collect(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Collect:
    """Collect files as the site does, and return what reads a collected one by its name."""
    monkeypatch.setattr(storage, "JOINED", ("page.css", "page.js"))
    source = tmp_path / "source"
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = STORAGES

    def collect(files: dict[str, str], **options: bool) -> Callable[[str], str]:
        for name, text in ({"page.css": "", "page.js": ""} | files).items():
            path = source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        call_command("collectstatic", interactive=False, verbosity=0, **options)
        return lambda name: (settings.STATIC_ROOT / name).read_text()

    return collect


def test_a_source_that_has_changed_since_is_noticed(collect: Collect) -> None:
    collect({"a.css": "b { color: red }\n"})
    assert storage.is_collected()

    # With the time of an older file, as an archive may bring it.
    source = Path(finders.find("a.css") or "")
    times = source.stat()
    source.write_text("b { color: tan }\n")
    os.utime(source, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not storage.is_collected()

    collect({"a.css": "b { color: tan }\n"})
    assert storage.is_collected()


def test_nothing_collected_is_noticed(tmp_path: Path, settings: LazySettings) -> None:
    settings.STATIC_ROOT = tmp_path / "nothing"

    assert not storage.is_collected()


def hashed(name: str) -> str:
    return staticfiles_storage.url(name).removeprefix("/static/")


def test_a_stylesheet_holds_its_parts_in_their_order_and_layers(collect: Collect) -> None:
    read = collect(
        {
            "page.css": '/* All. */\n@import "app/one.css" layer(low);\n@import "two.css";\n',
            "app/one.css": "b { color: red }\n",
            "two.css": "i { color: blue }\n",
        }
    )

    joined = "@layer low {\nb { color: red }\n}\ni { color: blue }\n\n"
    assert read(hashed("page.css")) == joined
    # The page of an error names it without its hash.
    assert read("page.css") == joined


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("/* One. */\n\nb { color: red }", "b { color: red }"),
        ("b {\n  /* It's\n two. */\n  color: red\n}", "b {\n  color: red\n}"),
        ("i { } /* a */ /* b */ b { }", "i { } b { }"),
        ('b::after { content: "/* no */ \\" /* no */" }', None),
        (
            "b::after { content: '/*' } /* it */ i { content: '*/' }",
            "b::after { content: '/*' } i { content: '*/' }",
        ),
        ("b/* it's */.big { color: red }", None),
    ],
)
def test_comments_stay_at_home(collect: Collect, typed: str, sent: str | None) -> None:
    read = collect({"page.css": typed})

    assert read(hashed("page.css")) == (sent or typed)


def test_what_a_part_of_a_script_declares_is_its_own(collect: Collect) -> None:
    read = collect(
        {
            "page.js": 'import "./app/one.js";\nimport "./app/two.js";\n',
            "app/one.js": "const form = 1;\n",
            "app/two.js": "const form = 2;\n",
        }
    )

    assert read(hashed("page.js")) == "{\nconst form = 1;\n}\n{\nconst form = 2;\n}\n"


@pytest.mark.parametrize("options", [{}, {"clear": True}, {"link": True}])
def test_collected_again_a_name_changes_with_each_part(
    collect: Collect, options: dict[str, bool]
) -> None:
    files = {"page.css": '@import "one.css";\n', "one.css": "b { color: red }\n"}
    collect(files)
    before = hashed("page.css")

    collect(files, **options)
    assert hashed("page.css") == before

    read = collect(files | {"one.css": "b { color: blue }\n"}, **options)
    assert hashed("page.css") != before
    assert "blue" in read(hashed("page.css"))


def test_a_part_that_is_missing_is_named(collect: Collect) -> None:
    with pytest.raises(PartIsMissing, match=r"page\.css imports app/one\.css"):
        collect({"page.css": '@import "app/one.css";\n'})


# The site's own files ---------------------------------------------------------------------------


def ours() -> Sources:
    found = {
        path: (source, path)
        for finder in get_finders()
        for path, source in finder.list([])
        if path.startswith(("articles/", "comments/", "newsroom/"))
    }
    return {name: where for name, where in found.items() if name.endswith((".css", ".js"))}


def parts_of(name: str) -> list[str]:
    text = Path(str(finders.find(name))).read_text()
    return [
        posixpath.normpath(f"{posixpath.dirname(name)}/{part}") for part in IMPORT.findall(text)
    ]


@pytest.mark.parametrize("name", JOINED)
def test_nothing_is_left_to_be_loaded(name: str) -> None:
    joined = storage.join(name, ours())

    assert parts_of(name)
    assert not re.search(r"@import|url\(|^\s*(import|export)\b", joined, re.MULTILINE)


@pytest.mark.parametrize("name", JOINED)
def test_without_collecting_a_browser_finds_every_part(name: str) -> None:
    """An address that is no path would be another package's to a browser: `./` makes it one."""
    assert all(finders.find(part) for part in parts_of(name))
    if name.endswith(".js"):
        text = Path(str(finders.find(name))).read_text()
        assert all(part.startswith("./") for part in IMPORT.findall(text))


def test_every_part_is_of_some_page() -> None:
    parts = {name for name in ours() if name.count("/") > 1}

    assert parts == {part for name in JOINED for part in parts_of(name)}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/articles/fog/", "/nothing/"])
def test_a_public_page_loads_one_stylesheet_and_at_most_one_script(
    client: Client, path: str
) -> None:
    CommentFactory.create(article=ArticleFactory.create(slug="fog"), status="approved")

    text = client.get(path).content.decode()

    assert len(re.findall(r'rel="stylesheet"', text)) == 1
    assert len(re.findall(r"<script [^>]*src=", text)) <= 1
