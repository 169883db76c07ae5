import json
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from comments import moderation
from comments.management.commands import build_seed
from comments.models import LearnerVersion, Status
from comments.screening.learner.seed import Seed
from comments.screening.learner.spintax import spin_all
from comments.screening.links.finder import find_links
from tests.comments.factories import CommentFactory, UserFactory
from tests.comments.screening.learner.sketches import sketches


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of labelled sets, far smaller than the real ones."""
    for number, name in enumerate(build_seed.LABELLED):
        write(
            tmp_path / name,
            [
                {"text": text, "label": int(verdict == "spam")}
                for text, verdict in sketches(12, seed=number)
            ],
        )
    write(
        tmp_path / build_seed.HONEST,
        [{"text": "You damned fools closed the only bridge we had.", "spans": [*range(4, 17)]}],
    )
    return tmp_path


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_a_seed_is_built_from_a_folder_with_progress(folder: Path) -> None:
    target, said = folder / "seed.bin", StringIO()
    call_command("build_seed", folder, output=target, stdout=StringIO(), stderr=said)
    assert Seed.from_bytes(target.read_bytes()).known_words
    assert "█" * build_seed.WIDTH in said.getvalue()
    assert not list(folder.glob("*.unfinished"))


def test_examples_are_taken_with_and_without_their_rude_words(folder: Path) -> None:
    texts = [example.text for example in build_seed.read_examples(folder)]
    assert "You damned fools closed the only bridge we had." in texts
    assert "You closed the only bridge we had." in texts


def test_some_honest_comments_are_taught_with_a_link_and_the_others_as_they_are() -> None:
    texts = [f"The {number}. boat is late. Who knows why?" for number in range(500)]
    taught = list(build_seed.some_with_links(texts, Random(1)))  # noqa: S311 (an order, no secret)
    assert len(taught) == len(texts)
    linking = [text for text in taught if text not in texts]
    assert all(any(link.host for link in find_links(text)) for text in linking)
    assert 0.03 < len(linking) / len(texts) < 0.12


def test_every_invented_link_is_one() -> None:
    lines = [line for line in build_seed.invented("links.txt") if line and line[0] != "#"]
    for link in spin_all(lines, times=20, random=Random(1)):  # noqa: S311 (see above)
        found = list(find_links(link))
        assert [one.url for one in found] == [link]


def test_an_interrupted_build_leaves_the_old_seed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = folder / "seed.bin"
    target.write_bytes(b"the old one")

    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build_seed.Command, "_tell", interrupt)
    with pytest.raises(SystemExit):
        call_command("build_seed", folder, output=target, stderr=StringIO())
    assert target.read_bytes() == b"the old one"


def test_a_missing_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"spam_youtube_psy\.jsonl cannot be read"):
        call_command("build_seed", tmp_path, output=tmp_path / "seed.bin", stderr=StringIO())


@pytest.mark.django_db
def test_the_learner_is_rebuilt_from_what_is_stored(settings: Settings) -> None:
    settings.UNDO_WINDOW = 0
    moderation.mark_as_spam(CommentFactory(status=Status.IN_REVIEW), by=UserFactory())
    out, said = StringIO(), StringIO()
    call_command("rebuild_learner", stdout=out, stderr=said)
    assert said.getvalue() == "1 decisions considered, 0 to go.\n"
    assert out.getvalue() == "The learner is rebuilt.\n"
    assert LearnerVersion.objects.in_use().count() == 1
