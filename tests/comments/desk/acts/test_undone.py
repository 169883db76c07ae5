"""Who may take back a step, and which one: what they could not do now, and did not mean, stays."""

import re
from collections.abc import Callable
from typing import Any, Final

import pytest
from django.contrib.auth.models import Permission, User

from comments import moderation
from comments.desk.acts.undone import RIGHTS
from comments.identity import email_digest
from comments.models import Comment, ModeratorAction, Standing, Status, WriterNote
from tests.comments.desk.page import URL, Desk, messages_of, text_of, waiting_comment
from tests.comments.factories import StandingFactory, UserFactory

pytestmark = pytest.mark.django_db

_ANN: Final = email_digest("ann@mail.example")


def _settle(kind: Standing.Kind) -> Callable[[User], object]:
    return lambda by: moderation.set_standing(kind, by=by, reason="Rude.", email_digest=_ANN)


def _ban_and_reject(by: User) -> None:
    ban = moderation.set_standing(Standing.Kind.BANNED, by=by, reason="Rude.", email_digest=_ANN)
    waiting = moderation.waiting_from(ban)
    job = moderation.start_job(waiting, Status.REJECTED, by=by, action=ban.action)
    moderation.work_on_job(job.pk)


_STEPS: Final[dict[str, Callable[[User], object]]] = {
    "ban": _settle(Standing.Kind.BANNED),
    "ban that rejected": _ban_and_reject,
    "hold": _settle(Standing.Kind.HELD),
    "trust": _settle(Standing.Kind.TRUSTED),
    "end": lambda by: moderation.end_standing(StandingFactory().pk, by=by),
    "note": lambda by: moderation.add_note("Rude.", by=by, email_digest=_ANN),
}


@pytest.fixture
def clerk() -> User:
    """May decide on comments, and nothing besides."""
    clerk: User = UserFactory(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="decide_comment"))
    return clerk


def _state() -> list[object]:
    return [
        list(Comment.objects.order_by("pk").values_list("pk", "status", "version")),
        list(Standing.objects.in_force().order_by("pk").values_list("pk")),
        list(WriterNote.objects.order_by("pk").values_list("pk")),
    ]


@pytest.mark.parametrize("step", _STEPS.values(), ids=_STEPS)
def test_undo_wants_the_right_that_the_step_wanted(
    step: Callable[[User], object], desk: Desk, clerk: User
) -> None:
    desk.client.force_login(clerk)
    waiting_comment(email="ann@mail.example")
    moderation.approve(waiting_comment(), by=clerk)
    step(clerk)
    before = _state()
    for _ in range(2):
        said = messages_of(desk.undo())
        assert "you have no right to that any more" in said
        assert f"“{ModeratorAction.objects.undoable(by=clerk)[0].label}”" in said
        assert _state() == before, "neither that step nor an older one is taken back"
    codename = RIGHTS[ModeratorAction.objects.undoable(by=clerk)[0].kind].partition(".")[2]
    clerk.user_permissions.add(Permission.objects.get(codename=codename))
    desk.undo()
    assert _state() != before


def test_every_kind_of_step_has_its_right() -> None:
    assert set(RIGHTS) == set(ModeratorAction.Kind)
    known = Permission.objects.filter(content_type__app_label="comments")
    codenames = {f"comments.{name}" for name in known.values_list("codename", flat=True)}
    assert set(RIGHTS.values()) <= codenames


def test_who_may_decide_no_more_takes_nothing_back(desk: Desk, clerk: User) -> None:
    desk.client.force_login(clerk)
    comment = waiting_comment()
    moderation.edit(comment, by=clerk, body="Shorter.")
    clerk.user_permissions.clear()
    assert desk.client.post(URL, {"undo": "last"}).status_code == 403
    comment.refresh_from_db()
    assert comment.body == "Shorter."


# Which step -----------------------------------------------------------------------------------


def _press_undo(desk: Desk, page: object) -> Any:
    """Press the button as it stands on that page, and follow."""
    [form] = re.findall(r'<form class="desk-undo".*?</form>', text_of(page), re.DOTALL)
    fields = dict(re.findall(r'name="(undo|step)"\s+value="(\w+)"', form))
    return desk.client.post(URL, fields, follow=True)


def test_the_button_takes_back_the_step_that_it_names(desk: Desk) -> None:
    comment = waiting_comment()
    page = desk.decide("spam", comment)
    assert "Undone" in messages_of(_press_undo(desk, page))
    comment.refresh_from_db()
    assert comment.status == Status.IN_REVIEW


def test_a_button_of_an_old_page_takes_back_no_other_step(desk: Desk, moderator: User) -> None:
    spam, approved = waiting_comment(), waiting_comment()
    page = desk.decide("spam", spam)
    moderation.approve(approved, by=moderator)  # say by a mail's link
    later = _press_undo(desk, page)
    said = messages_of(later)
    assert "Nothing was taken back: your last step is by now another one, “Approved”." in said
    rows = Comment.objects.order_by("pk")
    assert list(rows.values_list("status", flat=True)) == ["spam", "approved"]
    assert "Undone" in messages_of(_press_undo(desk, later)), "it names the new one now"
    assert list(rows.values_list("status", flat=True)) == ["spam", "in_review"]


def test_a_button_that_is_pressed_twice_takes_back_one_step(desk: Desk) -> None:
    first, second = waiting_comment(), waiting_comment()
    desk.decide("approve", first)
    page = desk.decide("spam", second)
    _press_undo(desk, page)
    assert "your last step is by now another one, “Approved”" in messages_of(
        _press_undo(desk, page)
    )
    first.refresh_from_db()
    assert first.is_approved


def test_the_script_gets_the_button_anew_where_it_named_another_step(
    desk: Desk, moderator: User
) -> None:
    moderation.approve(waiting_comment(), by=moderator)
    step = ModeratorAction.objects.get()
    answer = text_of(desk.ask_as_script(undo="last", step=str(step.pk + 1)))
    assert "Nothing was taken back" in answer
    assert f'name="step" value="{step.pk}"' in answer
    assert ": Approved</span>" in answer


@pytest.mark.parametrize("step", ["0", "-1", "none", "9" * 30])
def test_what_names_no_step_takes_none_back(step: str, desk: Desk, moderator: User) -> None:
    moderation.approve(waiting_comment(), by=moderator)
    assert "Nothing was taken back" in text_of(desk.ask_as_script(undo="last", step=step))
    assert Comment.objects.get().is_approved


def test_undo_without_a_name_takes_back_the_last_step(desk: Desk, moderator: User) -> None:
    moderation.approve(waiting_comment(), by=moderator)
    assert "Undone" in messages_of(desk.undo())


def test_the_right_is_asked_of_the_step_that_is_meant(desk: Desk, clerk: User) -> None:
    desk.client.force_login(clerk)
    page = desk.decide("spam", waiting_comment())
    _STEPS["ban"](clerk)
    assert "your last step is by now another one, “Ban”" in messages_of(_press_undo(desk, page))
