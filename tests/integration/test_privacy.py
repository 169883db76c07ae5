"""A reader's address stays in the database: it is looked for everywhere else, in any shape."""

import importlib.util
from types import ModuleType

import pytest

from tests.corpora import path_of
from tests.integration.live_site import LiveSite
from tests.processes import wait_until

pytestmark = pytest.mark.worker

BROWSER = "c0ffee0123456789c0ffee0123456789"
ADDRESS = "Q7canary.Reader+Zx9@canary-mail.example"
PAGES = (
    "/",
    "/articles/ferry/",
    "/articles/ferry/comments/feed/",
    "/sections/news/",
    "/feed/",
    "/sitemap.xml",
    "/healthz",
    "/readyz",
    "/nowhere/",
    "/admin/login/",
    "/admin/comments/review/",
    "/admin/comments/comment/",
)
APPROVE = """
from django.contrib.auth.models import User
from comments import moderation
from comments.models import Comment
for comment in Comment.objects.all():
    moderation.approve(comment, by=User.objects.get_or_create(username="dana")[0])
"""


@pytest.fixture
def canary() -> ModuleType:
    """Some sixty shapes of an address: encodings, digests, spellings."""
    spec = importlib.util.spec_from_file_location(
        "privacy_canary", path_of("security", "privacy_canary.py")
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def traces(canary: ModuleType, blob: bytes) -> list[str]:
    return [shape for part in canary.unpack(blob) for shape in canary.scan(part, ADDRESS)]


def everything_in_redis(site: LiveSite) -> bytes:
    """Each key and value, and what Redis has written to disk."""
    with site.redis() as client:
        stored = [part for key in client.scan_iter() for part in (key, client.dump(key))]
    files = [path.read_bytes() for path in site.data_dir.glob("redis/**/*") if path.is_file()]
    assert any(b"screen_comment" in part for part in stored + files)
    return b"\n".join(stored + files)


def test_an_address_is_in_no_page_log_line_or_message(site: LiveSite, canary: ModuleType) -> None:
    """The worker is down at first, so that messages can be read while they wait in Redis."""
    site.kill("worker")
    typed = {"email": ADDRESS, "name": "Ann", "mail_me": "on", "browser": BROWSER}
    receipts = [site.post_comment("ferry", f"Thought {n}", **typed).location for n in range(3)]
    refusals = [
        site.post_comment("ferry", "Thought 1", **typed),
        site.post_comment("ferry", "", **typed),
        site.post_comment("ferry", "x" * 6000, **typed),
        site.post_comment("nowhere", "Thought", **typed),
    ]
    assert [refusal.status for refusal in refusals] == [409, 422, 422, 404]
    wait_until(lambda: site.redis().llen("screening"), what="the messages wait")
    waiting_messages = everything_in_redis(site)
    site.start("worker")
    wait_until(
        lambda: not site.query("SELECT 1 FROM comments_comment WHERE status = 'submitted'"),
        what="the comments are screened",
    )
    site.manage("shell", "-c", APPROVE)
    wait_until(lambda: "Your comment is published" in site.output(), what="the writer is told")

    pages = {path: site.get(path).body for path in (*PAGES, *receipts)}
    assert all("Thought" in pages[path] for path in ("/articles/ferry/", *receipts))
    for path, page in pages.items():
        assert traces(canary, page.encode()) == [], path
        assert BROWSER not in page, path
    assert traces(canary, waiting_messages) == []
    assert traces(canary, everything_in_redis(site)) == []
    output = site.output()
    assert traces(canary, output.encode()) == []
    assert BROWSER not in output
    assert BROWSER.encode() not in waiting_messages + everything_in_redis(site)
    [(stored,)] = site.query("SELECT DISTINCT browser_digest FROM comments_contact")
    assert len(stored) == 64
    assert BROWSER not in stored
    assert "/confirm/[token]/" in output
    for receipt in receipts:
        assert receipt.split("/")[2] not in output
