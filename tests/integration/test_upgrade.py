"""New processes take the place of the old ones while readers read and post."""

import os
import signal
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.integration.campaign import post
from tests.integration.live_site import LiveSite
from tests.processes import children_of, wait_until

pytestmark = pytest.mark.worker

# Longer than a process takes to come up, as in the shipped unit; one, so that nobody else listens.
BESIDE_EACH_OTHER = ("--respawn-interval", "10", "--workers", "1")


def test_no_reader_is_refused_while_the_web_server_reloads(data_dir: Path) -> None:
    others = {"redis", "scheduler", "worker", "mailer"}
    site = LiveSite(data_dir, without=others)
    site.commands["web server"] += BESIDE_EACH_OTHER
    with site:
        site.add_article()
        answers = _answers_during_reload(site)

    assert answers.keys() == {("read", 200), ("posted", 303)}, answers


def _answers_during_reload(site: LiveSite) -> Counter[tuple[str, int]]:
    """Return how often what was answered, until none of the processes of before was left."""
    is_over = threading.Event()
    answers: Counter[tuple[str, int]] = Counter()

    def read() -> None:
        while not is_over.is_set():
            answers["read", site.get("/healthz").status] += 1

    def write() -> None:
        number = 0
        while not is_over.is_set():
            answers["posted", post(site, number).status] += 1
            number += 1

    server = site.processes["web server"].pid
    with ThreadPoolExecutor(3) as threads:
        visitors = [threads.submit(work) for work in (read, read, write)]
        before = children_of(server)
        try:
            os.kill(server, signal.SIGHUP)
            wait_until(lambda: not before & children_of(server), what="new processes")
        finally:
            is_over.set()
        for visitor in visitors:
            visitor.result()
    return answers
