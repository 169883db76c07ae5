"""Exact copies: readers get the same in the same place, whoever sent it.

The same words are not enough: white space can decide whether something is a link or is text.
"""

from hashlib import blake2b
from typing import Any

from django.db import models

from comments.markup import fold_space, telling_tags


def reads_the_same(body: str, html: str, other_body: str, other_html: str) -> bool:
    """Tell whether both texts, and what is rendered of them, differ by white space only."""
    is_said = as_said(body) == as_said(other_body)
    return is_said and fold_space(html) == fold_space(other_html)


def copy_key(*, article_id: int, parent_id: int | None, body: str, html: str = "") -> int:
    """Return a number that is equal where readers get the same in the same place.

    `html` is what is rendered of the text; where that is its words only, it makes no difference.
    Somebody who wants to can make it equal for two texts: it finds copies, and does not prove them.
    """
    said = "\0".join((str(article_id), str(parent_id or ""), as_said(body), *telling_tags(html)))
    digest = blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def as_said(body: str) -> str:
    """Return the text without what white space makes different."""
    return " ".join(body.split())


class CopyKeyField(models.BigIntegerField["int | None", "int | None"]):
    """Is written anew whenever its row is saved with it, by `bulk_create`, too.

    What the newsroom says itself is nobody's copy.
    """

    def pre_save(self, model_instance: Any, add: bool) -> int | None:  # noqa: ARG002, FBT001
        key: int | None = model_instance.compute_copy_key()
        setattr(model_instance, self.attname, key)
        return key

    def deconstruct(self) -> Any:
        """Stand in migrations as what the database has: a number."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BigIntegerField", args, kwargs
