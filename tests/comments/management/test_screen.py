import gc
import json
import signal
import subprocess
import sys
import tracemalloc
from pathlib import Path
from random import Random
from string import ascii_lowercase
from typing import Any

import pytest

from comments.management.commands.screen import Screener, learner_from
from comments.screening.learner.learner import VERDICTS
from tests.processes import PATIENCE, PROJECT, environment

ADVERT = {"id": 1, "text": "Hey everyone, check out my new channel!!! http://bit.ly/x"}
REMARK = {"id": "b", "text": "The ferry was late again, and nobody said why.", "name": "Ann"}


def run(
    data_dir: Path, *arguments: str, lines: list[object], **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """Screen lines in a process of its own; what is no text is sent as JSON."""
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return subprocess.run(
        [sys.executable, "manage.py", "screen", *arguments],
        cwd=PROJECT,
        env=environment(data_dir, **variables),
        input=b"".join(line + b"\n" for line in raw),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )


def answers(
    data_dir: Path, *arguments: str, lines: list[object], **variables: str
) -> list[dict[str, Any]]:
    done = run(data_dir, *arguments, lines=lines, **variables)
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("model", ["seed", "none"])
def test_it_runs_without_database_settings_or_redis(data_dir: Path, model: str) -> None:
    nowhere = data_dir / "nothing" / "here"
    found = answers(
        nowhere,
        f"--model={model}",
        "--learn",
        lines=[ADVERT, REMARK],
        DATABASE_URL="postgresql://nobody:secret@127.0.0.1:1/nothing",
        REDIS_URL="redis://127.0.0.1:1/0",
        PYTHON_DOTENV_DISABLED="1",
    )
    assert [answer["id"] for answer in found] == [1, "b"]
    assert not nowhere.exists()


def test_each_line_is_answered_in_order_and_with_evidence(data_dir: Path) -> None:
    swearing = {"id": None, "text": "What a load of bullshit.", "website": None}
    advert, remark, rude = answers(data_dir, "--model=seed", lines=[ADVERT, REMARK, swearing])
    assert advert["spam"] > 0.9
    assert remark["spam"] < 0.1
    assert (advert["profanity"], remark["profanity"]) == (0, 0)
    assert rude["profanity"] >= 2
    assert remark["findings"] == []
    assert {finding["check"] for finding in advert["findings"]} == {"links", "learner"}
    for finding in advert["findings"]:
        assert finding.keys() == {"check", "score", "reason", "spans"}
        for start, end in finding["spans"]:
            assert 0 <= start < end <= len(str(ADVERT["text"]))


BAD_LINES: list[tuple[object, str]] = [
    (b"nonsense", "no JSON"),
    (b"", "no JSON"),
    (b"\xff\xfe", "no JSON"),
    (b"[" * 100_000, "no JSON"),
    (b"7", "no JSON object"),
    ({"id": 1}, "“text” is missing"),
    ({"id": 1, "text": 7}, "“text” is no text"),
    ({"id": 1, "text": "x", "name": ["x"]}, "“name” is no text"),
    ({"id": 1, "text": "x", "decision": "maybe"}, "“decision” is none of"),
    ({"id": 1, "text": "x", "decision": []}, "“decision” is none of"),
]


def test_a_bad_line_gets_its_number_and_does_not_end_the_run(data_dir: Path) -> None:
    lines = [line for bad, _why in BAD_LINES for line in (REMARK, bad)]
    found = answers(data_dir, "--model=none", lines=lines)
    assert [answer["id"] for answer in found[0::2]] == ["b"] * len(BAD_LINES)
    for number, (error, (bad, why)) in enumerate(zip(found[1::2], BAD_LINES, strict=True)):
        assert error.keys() == {"error", "line"}, bad
        assert error["line"] == 2 * number + 2
        assert why in error["error"], bad


def test_odd_characters_come_through(data_dir: Path) -> None:
    texts = ["", "\x00", "\ud800 lone", "日本 😀", "a\u2028b", "𝓯𝓻𝓮𝓮 check out my channel"]
    lines: list[object] = [{"id": text, "text": text, "name": text} for text in texts]
    assert [answer["id"] for answer in answers(data_dir, "--model=seed", lines=lines)] == texts


def test_decisions_teach_only_what_comes_after_them(data_dir: Path) -> None:
    campaign = {
        "id": 1,
        "text": "The secret lamp of Gannet Point glows for you",
        "decision": "spam",
    }
    honest = {**REMARK, "decision": "approved"}
    taught = answers(data_dir, "--model=none", "--learn", lines=[campaign, honest] * 5)
    scores = [answer["spam"] for answer in taught if answer["id"] == 1]
    assert scores[0] == pytest.approx(0.119, abs=0.01)
    assert scores == sorted(scores)
    assert scores[-1] > 0.5
    untaught = answers(data_dir, "--model=none", lines=[campaign, honest] * 5)
    assert {answer["spam"] for answer in untaught} == {untaught[0]["spam"]}


def test_its_memory_does_not_grow_with_the_lines() -> None:
    screener = Screener(learner_from("seed"), learns=True)
    random = Random(1)  # noqa: S311 (letters, no secret)

    def screen(count: int) -> None:
        for number in range(count):
            # No two words are alike: whatever remembers words is full, and replaced, soon.
            words = ("".join(random.choices(ascii_lowercase, k=8)) for _word in range(30))
            line = {"text": " ".join(words), "decision": random.choice(VERDICTS)}
            screener.answer(json.dumps(line).encode(), number)

    tracemalloc.start()
    try:
        screen(280)
        gc.collect()
        early, _peak = tracemalloc.get_traced_memory()
        screen(280)
        gc.collect()
        late, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert late - early < 1_000_000, "what one line takes, kept, is some 20 kB"


def test_who_interrupts_it_is_told_so_in_a_sentence(data_dir: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "manage.py", "screen", "--model=none"],
        cwd=PROJECT,
        env=environment(data_dir),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(json.dumps(REMARK).encode() + b"\n")
        process.stdin.flush()
        # A line is answered before the next is sent, so it is at work now.
        assert json.loads(process.stdout.readline())["id"] == "b"
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().decode()
    assert process.returncode == 130
    assert said.startswith("Interrupted.\n1 lines in ")
    assert "Traceback" not in said


def test_it_tells_its_speed_beside_the_answers(data_dir: Path) -> None:
    done = run(data_dir, "--model=none", lines=[REMARK] * 3)
    assert done.stderr.decode().startswith("3 lines in ")
    assert "a second" in done.stderr.decode()


def test_who_reads_only_the_first_answers_gets_no_complaint(data_dir: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "manage.py", "screen", "--model=none"],
        cwd=PROJECT,
        env=environment(data_dir),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(json.dumps(REMARK).encode() + b"\n")
        process.stdin.close()
        complaint = process.stderr.read().decode()
    assert process.returncode == 0
    assert "Traceback" not in complaint


def test_the_sites_own_learner_needs_the_database(data_dir: Path) -> None:
    done = run(data_dir, lines=[REMARK], SECRET_KEY="a key for tests only")
    assert done.returncode == 1
    assert "Without a database there is: --model seed" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
