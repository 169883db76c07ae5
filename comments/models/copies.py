"""Exact copies: the same text in the same place, whoever sent it."""

from hashlib import blake2b
from typing import Any

from django.db import models


def as_said(body: str) -> str:
    """Return the text without what white space makes different."""
    return " ".join(body.split())


def copy_key(*, article_id: int, parent_id: int | None, body: str) -> int:
    """Return a number that is equal for the same text in the same place.

    Somebody who wants to can make it equal for two texts: it finds copies, and does not prove them.
    """
    said = f"{article_id}\0{parent_id or ''}\0{as_said(body)}"
    digest = blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


class CopyKeyField(models.BigIntegerField["int | None", "int | None"]):
    """Is written anew whenever its row is saved with it, by `bulk_create`, too.

    What the newsroom says itself is nobody's copy.
    """

    def pre_save(self, model_instance: Any, add: bool) -> int | None:  # noqa: ARG002, FBT001
        comment = model_instance
        key = (
            copy_key(article_id=comment.article_id, parent_id=comment.parent_id, body=comment.body)
            if comment.author_id is None
            else None
        )
        setattr(comment, self.attname, key)
        return key

    def deconstruct(self) -> Any:
        """Stand in migrations as what the database has: a number."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BigIntegerField", args, kwargs
