"""What colleagues tell each other of a writer."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from comments.desk.card.writers import NOTES_SHOWN
from comments.models import Comment, WriterNote
from tests.comments.desk.page import URL, Desk, messages_of, text_of, waiting_comment
from tests.comments.factories import NOBODYS_ID, WriterNoteFactory

pytestmark = pytest.mark.django_db

ANN = "ann@mail.example"


def add_note(desk: Desk, comment: Comment, text: str) -> Any:
    posted = {"comment": f"{comment.pk}:{comment.version}", "text": text}
    return desk.client.post(f"{URL}notes/?q=remark", posted, follow=True)


def test_a_note_is_on_every_card_of_that_writer(desk: Desk, moderator: User) -> None:
    comment = waiting_comment(email=ANN, name="Ann Berg")
    waiting_comment(email="Ann@mail.example")
    waiting_comment()
    page = add_note(desk, comment, "Asked us by phone.")
    assert "Noted on Ann Berg, for colleagues." in messages_of(page)
    assert page.redirect_chain == [(f"{URL}?q=remark#comment-{comment.pk}", 303)]
    assert text_of(page).count("Asked us by phone.") == 2
    assert WriterNote.objects.get().by == moderator


def test_undo_takes_a_note_back_and_no_decision_before_it(desk: Desk) -> None:
    comment = waiting_comment(email=ANN, name="Ann Berg")
    desk.decide("approve", comment)
    add_note(desk, comment, "Asked us by phone.")
    page = desk.undo()
    assert "Undone: your note on Ann Berg is deleted." in messages_of(page)
    assert not WriterNote.objects.exists()
    comment.refresh_from_db()
    assert comment.is_approved


@pytest.mark.parametrize(
    ("text", "sentence"), [("", "Write the note first."), ("x" * 501, "at most 500 characters")]
)
def test_a_note_that_cannot_be_kept_is_explained(desk: Desk, text: str, sentence: str) -> None:
    assert sentence in messages_of(add_note(desk, waiting_comment(), text))
    assert not WriterNote.objects.exists()


def test_a_note_on_a_comment_that_is_gone_is_explained(desk: Desk) -> None:
    assert "no longer known" in messages_of(
        add_note(desk, Comment(pk=NOBODYS_ID, version=1), "Hm.")
    )


def test_the_latest_notes_are_shown_first_and_the_rest_behind_more(desk: Desk) -> None:
    waiting_comment(email=ANN)
    notes = [WriterNoteFactory(text=f"Note <{number}>") for number in range(NOTES_SHOWN + 2)]
    page = text_of(desk.show())
    places = [page.index(f"Note &lt;{number}&gt;") for number in range(len(notes))]
    assert places == sorted(places, reverse=True)
    more = page.index("2 more")
    assert places[2] < more < places[1]


def test_only_its_author_is_led_to_deleting_a_note(desk: Desk, moderator: User) -> None:
    waiting_comment(email=ANN)
    own, others = WriterNoteFactory(by=moderator), WriterNoteFactory()
    page = text_of(desk.show())
    assert f"/admin/comments/writernote/{own.pk}/delete/" in page
    assert f"/admin/comments/writernote/{others.pk}/delete/" not in page
