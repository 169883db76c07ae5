"""People without an account: what they type, where it came from, their private pages, proof."""

from comments.guests.fields import (
    AddressField,
    BrowserField,
    CommentField,
    NameField,
    SecondsField,
    TypedField,
    WebsiteField,
)
from comments.guests.no_files import NoFiles
from comments.guests.origin import is_from_our_own_page
from comments.guests.private_page import keep_private
from comments.guests.proof import (
    Proof,
    Written,
    confirm_address,
    is_surely_about,
    is_surely_trusted,
    prove_all,
    surely_trusted,
)
from comments.guests.typed_text import clean_typed

__all__ = [
    "AddressField",
    "BrowserField",
    "CommentField",
    "NameField",
    "NoFiles",
    "Proof",
    "SecondsField",
    "TypedField",
    "WebsiteField",
    "Written",
    "clean_typed",
    "confirm_address",
    "is_from_our_own_page",
    "is_surely_about",
    "is_surely_trusted",
    "keep_private",
    "prove_all",
    "surely_trusted",
]
