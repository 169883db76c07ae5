"""A reader's own comment: its private page, and what its owner may do there."""

from comments.receipt.views import appeal, confirm, show_receipt

__all__ = [
    "appeal",
    "confirm",
    "show_receipt",
]
