"""The desk as tests read and use it."""

import re
from dataclasses import dataclass
from typing import Any

from django.test import Client

from comments.models import Comment, Status
from tests.comments.factories import CommentFactory

URL = "/admin/comments/review/"


def waiting_comment(**fields: Any) -> Comment:
    return CommentFactory(status=Status.IN_REVIEW, **fields)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def cards_of(response: Any) -> list[int]:
    """Return the comments' ids in the order of their cards."""
    return [int(pk) for pk in re.findall(r'data-comment="(\d+)"', text_of(response))]


def messages_of(response: Any) -> str:
    """Return what the status region says."""
    [region] = re.findall(r'role="status">(.*?)</div>', text_of(response), re.DOTALL)
    return str(region).strip()


@dataclass
class Desk:
    client: Client

    def show(self, **asked: Any) -> Any:
        response = self.client.get(URL, asked)
        assert response.status_code == 200
        return response

    def search(self, typed: str, **asked: Any) -> Any:
        """Post the search form, and follow to the page."""
        response = self.client.post(f"{URL}search/", {"q": typed, **asked})
        assert response.status_code == 303
        return self.client.get(response["Location"])

    def post(self, verb: str, *seen: str, query: str = "", **fields: Any) -> Any:
        """Send a decision on `id:version` pairs and stay at the redirect."""
        return self.client.post(URL + query, {"verb": verb, "comment": seen, **fields})

    def decide(self, verb: str, *comments: Comment, **fields: Any) -> Any:
        """Decide on comments as they were last loaded, and follow to the page."""
        response = self.post(verb, *(f"{one.pk}:{one.version}" for one in comments), **fields)
        assert response.status_code == 303
        return self.client.get(response["Location"])

    def undo(self) -> Any:
        """Press the button, and follow to the page."""
        response = self.client.post(URL, {"undo": "last"})
        assert response.status_code == 303
        return self.client.get(response["Location"])

    def ask_as_script(self, query: str = "", **fields: Any) -> Any:
        """Post as the desk's script does, or get where nothing is posted."""
        ask = self.client.post if fields else self.client.get
        return ask(URL + query, fields, headers={"X-Requested-With": "desk"})
