"""Comments, their writers' contact data, the evidence found in them, and what was decided.

Data, constraints and queryset words only. `moderation` is the only writer of `Comment.status`;
`tasks` writes the columns of the screening lease.
"""

from comments.models.appeals import APPEAL_MAX_LENGTH, Appeal, AppealQuerySet
from comments.models.clock import lately, to_come
from comments.models.comment import (
    COUNT_CAP,
    EMAIL_MAX_LENGTH,
    LATEST_COUNTED,
    MAX_SCREENING_ATTEMPTS,
    NAME_MAX_LENGTH,
    WEBSITE_MAX_LENGTH,
    CappedCount,
    Comment,
    CommentQuerySet,
    Contact,
    Status,
)
from comments.models.copies import as_said
from comments.models.decisions import (
    REASON_MAX_LENGTH,
    BulkJob,
    Decision,
    DecisionIsPermanent,
    DecisionQuerySet,
    ModeratorAction,
    ModeratorActionQuerySet,
    RejectionReason,
)
from comments.models.desk import ModeratorDigest, Presence, SavedView
from comments.models.edits import ChangeIsPermanent, Edit, Featuring
from comments.models.mails import LONGEST_WAIT_OF_MAIL, MAIL_LEASE, Mail, MailQuerySet
from comments.models.screening import (
    MAX_CHECK_ATTEMPTS,
    SCREENING_FAILED,
    WORD_MAX_LENGTH,
    CheckSetting,
    Finding,
    FindingQuerySet,
    LearnerVersion,
    LearnerVersionQuerySet,
    ProfaneWord,
    WatchedWord,
    WordHit,
)
from comments.models.signs import SignOfLife
from comments.models.together import load_together
from comments.models.writers import (
    NOTE_MAX_LENGTH,
    STANDING_REASON_MAX_LENGTH,
    Standing,
    StandingQuerySet,
    WriterNote,
)

__all__ = [
    "APPEAL_MAX_LENGTH",
    "COUNT_CAP",
    "EMAIL_MAX_LENGTH",
    "LATEST_COUNTED",
    "LONGEST_WAIT_OF_MAIL",
    "MAIL_LEASE",
    "MAX_CHECK_ATTEMPTS",
    "MAX_SCREENING_ATTEMPTS",
    "NAME_MAX_LENGTH",
    "NOTE_MAX_LENGTH",
    "REASON_MAX_LENGTH",
    "SCREENING_FAILED",
    "STANDING_REASON_MAX_LENGTH",
    "WEBSITE_MAX_LENGTH",
    "WORD_MAX_LENGTH",
    "Appeal",
    "AppealQuerySet",
    "BulkJob",
    "CappedCount",
    "ChangeIsPermanent",
    "CheckSetting",
    "Comment",
    "CommentQuerySet",
    "Contact",
    "Decision",
    "DecisionIsPermanent",
    "DecisionQuerySet",
    "Edit",
    "Featuring",
    "Finding",
    "FindingQuerySet",
    "LearnerVersion",
    "LearnerVersionQuerySet",
    "Mail",
    "MailQuerySet",
    "ModeratorAction",
    "ModeratorActionQuerySet",
    "ModeratorDigest",
    "Presence",
    "ProfaneWord",
    "RejectionReason",
    "SavedView",
    "SignOfLife",
    "Standing",
    "StandingQuerySet",
    "Status",
    "WatchedWord",
    "WordHit",
    "WriterNote",
    "as_said",
    "lately",
    "load_together",
    "to_come",
]
