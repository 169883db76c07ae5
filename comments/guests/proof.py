"""Is it the same person? An address is only typed; this is what speaks for it.

A browser speaks for it where it has sent approved comments from the same address. The owner of the
address speaks for it by the link in a mail; from another browser that says nothing, because
anybody can type an address that was once confirmed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.utils import timezone

from comments.models import Comment, Contact, Status


@dataclass(frozen=True, slots=True)
class Proof:
    """What speaks for the writer of one comment.

    `same_browser` counts the other approved comments from the same address and browser;
    `confirmed_at` is when the address was confirmed last, `confirmed_here` whether it was for this
    comment, or for another from the same browser.
    """

    same_browser: int = 0
    confirmed_at: datetime | None = None
    confirmed_here: bool = False

    @property
    def is_proven(self) -> bool:
        return self.confirmed_here or bool(self.same_browser)


def prove(comment: Comment) -> Proof:
    contact = comment.contact
    others = Comment.objects.by_same_writer(comment).values_list("pk", flat=True)
    return prove_all([contact], {contact.email_digest: list(others)})[contact.pk]


def prove_all(
    contacts: Sequence[Contact], history: Mapping[str, Sequence[int]]
) -> dict[int, Proof]:
    """Return what speaks for each contact, by its comment's id, in two queries.

    `history` are the ids of each address's comments that are looked at, by its digest.
    """
    approved = _approved_by_browser(contacts, chain.from_iterable(history.values()))
    confirmed = _confirmed_by_address(contacts)
    return {
        contact.pk: _proof(
            contact, approved[contact.browser_digest], confirmed[contact.email_digest]
        )
        for contact in contacts
    }


def confirm_address(comment_id: int) -> None:
    """Note that the owner of the address wrote the comment; a second time changes nothing."""
    Contact.objects.filter(pk=comment_id, confirmed_at__isnull=True).update(
        confirmed_at=timezone.now()
    )


def _approved_by_browser(
    contacts: Sequence[Contact], comments: Iterable[int]
) -> defaultdict[str, set[int]]:
    browsers = {contact.browser_digest for contact in contacts} - {""}
    rows = Contact.objects.filter(
        pk__in=list(comments), browser_digest__in=browsers, comment__status=Status.APPROVED
    )
    approved = defaultdict(set)
    for digest, pk in rows.values_list("browser_digest", "pk"):
        approved[digest].add(pk)
    return approved


def _confirmed_by_address(contacts: Sequence[Contact]) -> defaultdict[str, list[Contact]]:
    rows = Contact.objects.filter(
        email_digest__in={contact.email_digest for contact in contacts}, confirmed_at__isnull=False
    )
    confirmed = defaultdict(list)
    for row in rows.only("email_digest", "browser_digest", "confirmed_at"):
        confirmed[row.email_digest].append(row)
    return confirmed


def _proof(contact: Contact, approved: set[int], confirmed: Sequence[Contact]) -> Proof:
    return Proof(
        same_browser=len(approved - {contact.pk}),
        confirmed_at=max((row.confirmed_at for row in confirmed if row.confirmed_at), default=None),
        confirmed_here=any(
            row.pk == contact.pk or row.browser_digest == contact.browser_digest != ""
            for row in confirmed
        ),
    )
