"""What a writer typed, and nothing else: all that the learner is told of a comment."""

from typing import NamedTuple, Self

from comments.models import Comment


class Typed(NamedTuple):
    text: str
    name: str = ""
    email: str = ""
    website: str = ""

    @classmethod
    def from_comment(cls, comment: Comment) -> Self:
        # Whoever asked to be forgotten has no contact any more.
        contact = getattr(comment, "contact", None)
        return cls(comment.body, comment.name, contact.email if contact else "", comment.website)
