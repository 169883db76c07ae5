"""What is known of writers beyond what they wrote."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from comments.guests import Proof, Written, prove_all, surely_trusted
from comments.models import Contact, Standing, WriterNote

NOTES_SHOWN: Final = 5


@dataclass(slots=True)
class Known:
    """What speaks for one writer, what was settled about them, and what colleagues noted.

    `standings` are those in force, the gravest first, `notes` the newest first. `network` is
    empty for those who may not see it, and where it was erased. `is_trusted_unproven` is where
    somebody may be borrowing the name of a writer who is trusted: what decides on publishing
    unread goes by the same.
    """

    proof: Proof = field(default_factory=Proof)
    standings: list[Standing] = field(default_factory=list)
    notes: list[WriterNote] = field(default_factory=list)
    network: str = ""
    is_trusted_unproven: bool = False

    @property
    def latest_notes(self) -> list[WriterNote]:
        return self.notes[:NOTES_SHOWN]

    @property
    def further_notes(self) -> list[WriterNote]:
        return self.notes[NOTES_SHOWN:]


def what_is_known(
    contacts: Sequence[Contact],
    *,
    written: Iterable[Written],
    standings: Iterable[Standing],
    notes: Iterable[WriterNote],
    with_networks: bool,
) -> dict[int, Known]:
    """Return what is known of each contact's writer, by its comment's id.

    `written` is as `prove_all` wants it; `standings` are those in force, `notes` the newest first.
    """
    proofs = prove_all(contacts, written)
    gravest_first = sorted(standings, key=lambda standing: standing.gravity)
    notes_on = defaultdict(list)
    for note in notes:
        notes_on[note.email_digest].append(note)
    trusted = [
        (standing, contact)
        for contact in contacts
        for standing in gravest_first
        if standing.kind == Standing.Kind.TRUSTED and standing.covers(contact)
    ]
    unproven = {contact.pk for _standing, contact in trusted} - surely_trusted(trusted)
    return {
        contact.pk: Known(
            proof=proofs[contact.pk],
            standings=[standing for standing in gravest_first if standing.covers(contact)],
            notes=notes_on[contact.email_digest],
            network=contact.network if with_networks else "",
            is_trusted_unproven=contact.pk in unproven,
        )
        for contact in contacts
    }
