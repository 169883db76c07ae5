"""The only writer of a comment's status: every change of it is a move in the tables of `moves`.

A move locks the row, refuses a version that is no longer the stored one, and writes status,
`Decision` and the article's count in one transaction. What follows from a decision (mails) is
read from the rows later, so that nothing is lost, and nothing is sent for what was taken back.
"""

from comments.moderation.bulk import (
    LARGEST_JOB,
    PublishesUnseen,
    forgotten_jobs,
    start_closing,
    start_job,
    work_on_job,
)
from comments.moderation.copies import (
    approve_with_copies,
    close_as_copies,
    close_copies,
    publish_copies,
    publish_with_copies,
)
from comments.moderation.editing import edit
from comments.moderation.featuring import feature, unfeature
from comments.moderation.machine import (
    DOUBT,
    apply_screening,
    claim_retry,
    give_to_a_person,
    record_retry,
    risk_of,
)
from comments.moderation.moves import (
    ALLOWED_MOVES,
    MACHINE_MOVES,
    ChangedSince,
    MovedSince,
    MoveNotAllowed,
    StaleDecision,
)
from comments.moderation.replying import RepliedAlready, reply
from comments.moderation.second_look import (
    CannotAppeal,
    NoOpenAppeal,
    appeal,
    rejection_to_appeal,
    uphold,
)
from comments.moderation.standings import (
    TOLD_TO_THE_BANNED,
    add_note,
    end_standing,
    set_standing,
    waiting_from,
)
from comments.moderation.undo import AnotherStepSince, NothingToUndo, take_back_many, undo_last
from comments.moderation.verbs import (
    Outcome,
    approve,
    decide_all,
    decide_many,
    mark_as_spam,
    reject,
    return_to_review,
)
from comments.moderation.waves import join_exact_copies, join_wave

__all__ = [
    "ALLOWED_MOVES",
    "DOUBT",
    "LARGEST_JOB",
    "MACHINE_MOVES",
    "TOLD_TO_THE_BANNED",
    "AnotherStepSince",
    "CannotAppeal",
    "ChangedSince",
    "MoveNotAllowed",
    "MovedSince",
    "NoOpenAppeal",
    "NothingToUndo",
    "Outcome",
    "PublishesUnseen",
    "RepliedAlready",
    "StaleDecision",
    "add_note",
    "appeal",
    "apply_screening",
    "approve",
    "approve_with_copies",
    "claim_retry",
    "close_as_copies",
    "close_copies",
    "decide_all",
    "decide_many",
    "edit",
    "end_standing",
    "feature",
    "forgotten_jobs",
    "give_to_a_person",
    "join_exact_copies",
    "join_wave",
    "mark_as_spam",
    "publish_copies",
    "publish_with_copies",
    "record_retry",
    "reject",
    "rejection_to_appeal",
    "reply",
    "return_to_review",
    "risk_of",
    "set_standing",
    "start_closing",
    "start_job",
    "take_back_many",
    "undo_last",
    "unfeature",
    "uphold",
    "waiting_from",
    "work_on_job",
]
