"""Who visits a running site: readers, and moderators whose browser runs no scripts."""

import http.client
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from itertools import count

from tests.processes import PATIENCE

# Whatever proxy a developer's environment names, it does not lead to this machine.
WITHOUT_PROXY = urllib.request.ProxyHandler({})
DESK = "/admin/comments/review/"
# From this post, or from an earlier one.
STORED = {303, 409}


@dataclass
class Answer:
    status: int
    location: str
    body: str
    seconds: float

    @property
    def is_stored(self) -> bool:
        """Whether the site has the comment."""
        return self.status in STORED


class Readers:
    """Each request comes from a network of its own, if the site trusts this machine as a proxy."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._networks = count()

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def request(self, method: str, path: str, **form: str) -> Answer:
        """Ask once; status 0 says that nobody answered."""
        connection = self.connect()
        network = next(self._networks)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": f"10.{network // 250 % 250}.{network % 250}.1",
        }
        started = time.perf_counter()
        try:
            connection.request(method, path, urllib.parse.urlencode(form), headers)
            response = connection.getresponse()
            body = response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, "", str(error), time.perf_counter() - started)
        finally:
            connection.close()
        seconds = time.perf_counter() - started
        return Answer(response.status, response.headers.get("Location", ""), body, seconds)

    def get(self, path: str) -> Answer:
        return self.request("GET", path)

    def post_comment(self, article: str, body: str, **form: str) -> Answer:
        typed = {"comment": body, "name": "Ann", "email": "ann@example.org", "website": ""}
        return self.request("POST", f"/articles/{article}/comments/", **(typed | form))


class Moderator:
    """A colleague at the desk; `port` may be changed to that of another web server."""

    def __init__(self, port: int, *more: urllib.request.BaseHandler) -> None:
        self.port = port
        self._cookies = CookieJar()
        self._browser = urllib.request.build_opener(
            WITHOUT_PROXY, urllib.request.HTTPCookieProcessor(self._cookies), *more
        )

    def log_in(self, username: str, password: str) -> bool:
        path = "/admin/login/"
        self.get(path)
        self.post(path, username=username, password=password, next="/healthz")
        return any(cookie.name == "sessionid" for cookie in self._cookies)

    def is_logged_in(self) -> bool:
        return 'name="password"' not in self.get(DESK)

    def get(self, path: str) -> str:
        """Return the page, or the one that it leads to."""
        with self._browser.open(self.address + path, timeout=PATIENCE) as page:
            return str(page.read().decode())

    def finds(self, words: str, *, status: str) -> dict[int, int]:
        """Return the comments on the first page that the desk finds: their versions by number."""
        asked = urllib.parse.urlencode({"q": words, "status": status})
        shown = re.findall(r'name="comment"\s+value="(\d+):(\d+)"', self.get(f"{DESK}?{asked}"))
        return {int(number): int(version) for number, version in shown}

    def decide(self, verb: str, comment: int, version: int) -> None:
        self.post(DESK, comment=f"{comment}:{version}", verb=verb)

    def post(self, path: str, **fields: str | list[str]) -> str:
        """Send a form; returns the page that it leads to."""
        token = next(cookie.value for cookie in self._cookies if cookie.name == "csrftoken")
        request = urllib.request.Request(  # noqa: S310 - http, to this machine
            self.address + path,
            data=urllib.parse.urlencode(
                {**fields, "csrfmiddlewaretoken": token or ""}, doseq=True
            ).encode(),
            headers={"Referer": self.address + path, "Origin": self.address},
        )
        with self._browser.open(request, timeout=PATIENCE) as page:
            return str(page.read().decode())

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"
