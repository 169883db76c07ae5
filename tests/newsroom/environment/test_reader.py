"""The file `.env`, as hands and editors leave it."""

from pathlib import Path

import pytest

from newsroom.environment import Environment, WrongSetting


@pytest.fixture(autouse=True)
def no_setting_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHON_DOTENV_DISABLED", raising=False)
    for name in ("PORT", "SITE_NAME", "DATA_DIR"):
        monkeypatch.delenv(name, raising=False)


def env_of(folder: Path, content: str | bytes) -> Environment:
    written = content.encode() if isinstance(content, str) else content
    (folder / ".env").write_bytes(written)
    return Environment(folder)


def test_the_environment_comes_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = env_of(tmp_path, "PORT=8001\n")
    assert env.number("PORT", default=1) == 8001

    monkeypatch.setenv("PORT", "8002")
    assert env.number("PORT", default=1) == 8002


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("\ufeffSITE_NAME=Echo\n", "Echo"),
        ("export SITE_NAME = 'Echo #1'\r\n", "Echo #1"),
        ('SITE_NAME="Écho"\n', "Écho"),
        ("SITE_NAME=A ${HOME} $PATH\n", "A ${HOME} $PATH"),
        ("SITE_NAME\n", "none"),
        ("# SITE_NAME=Echo\n", "none"),
    ],
)
def test_a_file_is_read_as_other_programs_read_it(tmp_path: Path, content: str, name: str) -> None:
    assert env_of(tmp_path, content).text("SITE_NAME", default="none") == name


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("PORT=1\nSITE NAME=a\n", "Line 2 of"),
        ('\nSITE_NAME="open\nPORT=1\n', "Line 2 of"),
        ("SITE_NAME: Echo\n", "write NAME=value"),
        ("SITE_NAME=Écho\n".encode("latin-1"), "is not in UTF-8"),
    ],
)
def test_a_file_that_is_not_understood_is_told(
    tmp_path: Path, content: str | bytes, words: str
) -> None:
    with pytest.raises(WrongSetting, match=words):
        env_of(tmp_path, content)


def test_a_file_that_cannot_be_read_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()

    with pytest.raises(WrongSetting, match=r"\.env cannot be read \(Is a directory\)"):
        Environment(tmp_path)


def test_a_relative_folder_in_the_file_begins_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")

    assert (
        env_of(tmp_path, "DATA_DIR=kept\n").folder("DATA_DIR", default="var") == tmp_path / "kept"
    )


def test_slips_are_told_and_what_belongs_to_others_is_only_listed(tmp_path: Path) -> None:
    env = env_of(tmp_path, "SITE_NAEM=a\nsite_name=b\nPOSTGRES_PASSWORD=c\nPORT=1\n")
    env.text("SITE_NAME")
    env.number("PORT", default=1)

    assert env.slips() == [
        ".env sets SITE_NAEM, which is no setting: did you mean SITE_NAME?",
        ".env sets site_name, which is no setting: did you mean SITE_NAME?",
    ]
    assert env.strangers() == ["POSTGRES_PASSWORD"]
