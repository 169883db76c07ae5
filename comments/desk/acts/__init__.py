"""What a moderator does with a comment or its writer, and what the desk answers."""

from comments.desk.acts.answers import answer
from comments.desk.acts.appeals import uphold
from comments.desk.acts.by_mail import decide_by_mail
from comments.desk.acts.deciding import decide, left_of, report_copies
from comments.desk.acts.editing import edit_comment
from comments.desk.acts.featuring import feature_comment
from comments.desk.acts.forms import DecisionForm, SeenCommentsField, UndoForm
from comments.desk.acts.notes import add_note
from comments.desk.acts.refusals import report_refused
from comments.desk.acts.replying import reply_to_comment
from comments.desk.acts.requests import (
    StaffRequest,
    context_of_cards,
    filter_of,
    is_asked_by_script,
    jobs_of,
    steps_of,
)
from comments.desk.acts.standings import end_standing, set_standing
from comments.desk.acts.undone import (
    MayNotTakeBack,
    about_whom,
    seen_again,
    sentence_of,
    take_back_last,
)

__all__ = [
    "DecisionForm",
    "MayNotTakeBack",
    "SeenCommentsField",
    "StaffRequest",
    "UndoForm",
    "about_whom",
    "add_note",
    "answer",
    "context_of_cards",
    "decide",
    "decide_by_mail",
    "edit_comment",
    "end_standing",
    "feature_comment",
    "filter_of",
    "is_asked_by_script",
    "jobs_of",
    "left_of",
    "reply_to_comment",
    "report_copies",
    "report_refused",
    "seen_again",
    "sentence_of",
    "set_standing",
    "steps_of",
    "take_back_last",
    "uphold",
]
