"""Is it the same person? An address is only typed; this is what speaks for it.

A browser speaks for it where it has sent approved comments from the same address. The owner of the
address speaks for it by the link in a mail; from another browser that says nothing, because
anybody can type an address that was once confirmed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from comments.models import Contact, Decision, Standing, Status


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


class Written(NamedTuple):
    """What one comment says of its writer. Of somebody with very many, the latest are counted."""

    pk: int
    email_digest: str
    browser_digest: str
    confirmed_at: datetime | None
    status: str
    is_counted: bool = True

    @property
    def is_approved(self) -> bool:
        return self.is_counted and self.status == Status.APPROVED


def prove_all(contacts: Sequence[Contact], written: Iterable[Written]) -> dict[int, Proof]:
    """Return what speaks for each contact, by its comment's id.

    `written` are their addresses' comments: those that are counted, and all that are confirmed.
    """
    approved = defaultdict(set)
    confirmed = defaultdict(list)
    for one in written:
        if one.is_approved:
            approved[one.browser_digest].add(one.pk)
        if one.confirmed_at:
            confirmed[one.email_digest].append(one)
    return {
        contact.pk: _proof(
            contact,
            approved[contact.browser_digest] if contact.browser_digest else set(),
            confirmed[contact.email_digest],
        )
        for contact in contacts
    }


def confirm_address(comment_id: int) -> None:
    """Note that the owner of the address wrote the comment; a second time changes nothing."""
    Contact.objects.filter(pk=comment_id, confirmed_at__isnull=True).update(
        confirmed_at=timezone.now()
    )


def is_surely_about(standing: Standing, contact: Contact) -> bool:
    """Tell whether it is the one whom a standing is about, not somebody who types their address.

    An address has been written from a browser or network before it was settled; what has been
    rejected for that since adds where it moved to. A rejection at sight of anything else would
    tell whoever tries addresses which of them are banned.
    """
    if standing.network:
        return standing.network == contact.network
    same_sender = Q()
    if contact.network:
        same_sender |= Q(network=contact.network)
    if contact.browser_digest:
        same_sender |= Q(browser_digest=contact.browser_digest)
    if not same_sender:
        return False
    rejected_at_sight = Decision.objects.filter(
        comment=OuterRef("pk"), by=None, to_status=Status.REJECTED
    )
    theirs = Contact.objects.filter(
        Q(created_at__lte=standing.created_at) | Exists(rejected_at_sight),
        email_digest=standing.email_digest,
    )
    return theirs.filter(same_sender).exclude(pk=contact.pk).exists()


def is_surely_trusted(standing: Standing, contact: Contact) -> bool:
    """Tell whether it is the one whom a standing trusts, not somebody who types their address.

    The same browser has written what is published from the address before that was trusted; or its
    owner has said, by the link in a mail, that they wrote in this browser. What was approved from
    another browser since speaks for a comment, and not for who may be published unread.
    """
    return contact.pk in surely_trusted([(standing, contact)])


def surely_trusted(pairs: Iterable[tuple[Standing, Contact]]) -> set[int]:
    """Return those contacts of whom that is so, by their comments' ids, in one query at most."""
    known = [(standing, contact) for standing, contact in pairs if contact.browser_digest]
    if not known:
        return set()
    speaking = reduce(or_, (_speaks_for(standing, contact) for standing, contact in known))
    senders = Contact.objects.filter(speaking).order_by().distinct()
    sure = set(senders.values_list("email_digest", "browser_digest"))
    return {
        contact.pk
        for standing, contact in known
        if (standing.email_digest, contact.browser_digest) in sure
    }


def _speaks_for(standing: Standing, contact: Contact) -> Q:
    was_known = Q(created_at__lte=standing.created_at, comment__status=Status.APPROVED)
    return Q(
        was_known | Q(confirmed_at__isnull=False),
        email_digest=standing.email_digest,
        browser_digest=contact.browser_digest,
    )


def _proof(contact: Contact, approved: set[int], confirmed: Sequence[Written]) -> Proof:
    return Proof(
        same_browser=len(approved - {contact.pk}),
        confirmed_at=max((row.confirmed_at for row in confirmed if row.confirmed_at), default=None),
        confirmed_here=any(
            row.pk == contact.pk or row.browser_digest == contact.browser_digest != ""
            for row in confirmed
        ),
    )
