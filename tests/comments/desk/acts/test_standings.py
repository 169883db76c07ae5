"""Banning, always holding and trusting from a card."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from comments import moderation, tasks
from comments.identity import email_digest
from comments.models import BulkJob, Comment, Standing, Status
from comments.moderation import bulk
from tests.comments.desk.page import URL, Desk, cards_of, messages_of, text_of, waiting_comment
from tests.comments.factories import CommentFactory, StandingFactory, UserFactory

pytestmark = pytest.mark.django_db

SET = f"{URL}standings/"
END = f"{URL}standings/end/"
ANN = "ann@mail.example"


def settle(desk: Desk, about: Comment, **chosen: Any) -> Any:
    usual = {"kind": "banned", "whom": "address", "term": "week", "reason": "Insults everybody."}
    posted = {"comment": f"{about.pk}:{about.version}", **usual, **chosen}
    return desk.client.post(f"{SET}?q=remark", posted, follow=True)


@pytest.mark.parametrize(
    ("chosen", "whom"),
    [
        ({"kind": "banned"}, {"email_digest": email_digest(ANN)}),
        ({"kind": "held"}, {"email_digest": email_digest(ANN)}),
        ({"kind": "trusted"}, {"email_digest": email_digest(ANN)}),
        ({"kind": "banned", "whom": "network"}, {"network": "203.0.113.0/24"}),
    ],
)
def test_a_moderator_settles_how_a_writer_is_treated(
    desk: Desk, moderator: User, chosen: dict[str, str], whom: dict[str, str]
) -> None:
    comment = waiting_comment(email=ANN, name="Ann Berg", ip_address="203.0.113.7")
    page = settle(desk, comment, **chosen)
    standing = Standing.objects.get(**whom)
    assert (standing.kind, standing.by) == (chosen["kind"], moderator)
    kind = standing.get_kind_display()
    about = "network" if standing.network else "address"
    assert f"The {about} of Ann Berg is now “{kind}”." in messages_of(page)
    assert page.redirect_chain == [(f"{URL}?q=remark#comment-{comment.pk}", 303)]
    shown = text_of(page)
    assert "Insults everybody." in shown
    assert "by Mara Lind:" in shown


@pytest.mark.parametrize(("term", "days"), [("day", 1), ("week", 7), ("month", 30), ("ever", None)])
def test_it_holds_for_as_long_as_was_chosen(desk: Desk, term: str, days: int | None) -> None:
    settle(desk, waiting_comment(), term=term)
    until = Standing.objects.get().until
    if days is None:
        assert until is None
    else:
        assert until
        assert abs(until - timezone.now() - timedelta(days=days)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"reason": " "}, "Say why: colleagues will want to know."),
        ({"kind": "trusted", "whom": "network"}, "Trust is for a person"),
        ({"kind": "held", "reject_waiting": "1"}, "Only a ban can reject what waits."),
        ({"kind": "knighted"}, "not one of the available choices"),
        ({"term": ""}, "This field is required."),
        ({"comment": "7"}, "something that is not a comment"),
        ({"comment": "999999:1"}, "no longer known where this comment came from"),
    ],
)
def test_what_cannot_be_is_explained_and_changes_nothing(
    desk: Desk, chosen: dict[str, str], sentence: str
) -> None:
    page = settle(desk, waiting_comment(), **chosen)
    assert sentence in messages_of(page)
    assert not Standing.objects.exists()


def test_a_network_that_was_erased_cannot_be_banned(desk: Desk) -> None:
    comment = waiting_comment(contact__ip_address=None)
    assert "this network" not in text_of(desk.show())
    assert "no longer known" in messages_of(settle(desk, comment, whom="network"))
    assert not Standing.objects.exists()


def test_a_ban_can_reject_what_waits_as_one_step_that_undo_takes_back(
    desk: Desk, moderator: User
) -> None:
    waiting = [waiting_comment(email=ANN) for _ in range(3)]
    approved = CommentFactory(email=ANN, status=Status.APPROVED)
    other = waiting_comment()
    page = settle(desk, waiting[0], reject_waiting="1")
    assert "3 comments that waited from there are rejected." in messages_of(page)
    rejected = Comment.objects.filter(status=Status.REJECTED)
    assert set(rejected) == set(waiting)
    told = str(moderation.TOLD_TO_THE_BANNED)
    assert {one.decisions.get().reason for one in rejected} == {told}
    assert {approved.pk, other.pk}.isdisjoint(rejected.values_list("pk", flat=True))

    moderation.undo_last(by=moderator)
    tasks.work_on_bulk_job(BulkJob.objects.get().pk)
    assert set(Comment.objects.awaiting_review()) == {*waiting, other}
    assert not Standing.objects.in_force().exists()


def test_a_flood_is_rejected_in_the_background(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[int] = []
    monkeypatch.setattr(bulk, "_AT_ONCE", 2)
    monkeypatch.setattr("comments.desk.acts.standings.queue_bulk_job", queued.append)
    comments = [waiting_comment(ip_address="203.0.113.7") for _ in range(5)]
    settle(desk, comments[0], whom="network", reject_waiting="1")
    assert Comment.objects.filter(status=Status.REJECTED).count() == 2
    assert queued == [BulkJob.objects.get().pk]
    tasks.work_on_bulk_job(queued[0])
    assert Comment.objects.filter(status=Status.REJECTED).count() == 5


def test_where_nothing_waits_the_ban_alone_is_taken_back(desk: Desk, moderator: User) -> None:
    settle(desk, CommentFactory(status=Status.SPAM), reject_waiting="1")
    moderation.undo_last(by=moderator)
    assert not Standing.objects.in_force().exists()
    with pytest.raises(moderation.NothingToUndo):
        moderation.undo_last(by=moderator)


@pytest.mark.parametrize(
    ("chosen", "step", "sentence"),
    [
        ({"kind": "banned"}, "Ban", "Undone: the address of Ann Berg is no longer “Banned”."),
        ({"kind": "held"}, "Always hold", "of Ann Berg is no longer “Always held”."),
        ({"kind": "trusted"}, "Trust", "of Ann Berg is no longer “Trusted”."),
        ({"whom": "network"}, "Ban", "Undone: the network is no longer “Banned”."),
    ],
)
def test_undo_takes_back_what_was_settled_last_and_no_decision_before_it(
    desk: Desk, chosen: dict[str, str], step: str, sentence: str
) -> None:
    approved = waiting_comment(name="Ann Berg", email=ANN, ip_address="203.0.113.7")
    desk.decide("approve", approved)
    page = settle(desk, approved, **chosen)
    assert f": {step}</span>" in text_of(page), "the button says what it takes back"

    page = desk.undo()

    assert sentence in messages_of(page)
    assert not Standing.objects.in_force().exists()
    approved.refresh_from_db()
    assert approved.is_approved
    desk.undo()
    approved.refresh_from_db()
    assert approved.status == Status.IN_REVIEW


def test_undo_settles_again_what_was_ended_and_keeps_on_record_that_it_was(
    desk: Desk, moderator: User
) -> None:
    comment = waiting_comment(name="Ann Berg", email=ANN)
    standing = StandingFactory(until=timezone.now() + timedelta(days=1))
    desk.client.post(END, {"comment": f"{comment.pk}:1", "standing": standing.pk})
    page = desk.undo()
    assert "Undone: the address of Ann Berg is “Banned” again." in messages_of(page)
    again = Standing.objects.in_force().get()
    assert (again.by, again.until, again.reason, again.created_at) == (
        standing.by,
        standing.until,
        standing.reason,
        standing.created_at,
    )
    standing.refresh_from_db()
    assert standing.ended_by == moderator


def test_what_a_colleague_has_ended_meanwhile_cannot_be_taken_back_and_undo_says_so(
    desk: Desk, colleague: User
) -> None:
    settle(desk, waiting_comment(email=ANN))
    moderation.end_standing(Standing.objects.get().pk, by=colleague)
    page = desk.undo()
    assert "Nothing was left to take back of your step “Ban”." in messages_of(page)
    assert Standing.objects.get().ended_by == colleague


def test_the_script_gets_those_of_its_cards_that_the_taking_back_is_about(desk: Desk) -> None:
    anns, also_anns, bens = (waiting_comment(email=email) for email in (ANN, ANN, "ben@b.example"))
    waiting_comment(email=ANN)  # is on no card of the page
    settle(desk, anns)
    here = " ".join(f"{one.pk}:{one.version}" for one in (anns, also_anns, bens))
    answer = desk.ask_as_script(undo="last", here=here)
    assert cards_of(answer) == [anns.pk, also_anns.pk]
    assert "Undone: the address of" in text_of(answer)


def test_a_standing_is_ended_from_the_card(desk: Desk, moderator: User) -> None:
    comment = waiting_comment(email=ANN)
    standing = StandingFactory(until=timezone.now() + timedelta(days=1))
    posted = {"comment": f"{comment.pk}:1", "standing": standing.pk}
    assert f"Ended for {comment.name}: " in messages_of(desk.client.post(END, posted, follow=True))
    assert "That was over already." in messages_of(desk.client.post(END, posted, follow=True))
    standing.refresh_from_db()
    assert (standing.ended_by, standing.until is None) == (moderator, False)
    assert "Insults everybody." not in text_of(desk.show())


def test_the_script_gets_the_card_as_it_now_is(desk: Desk) -> None:
    comment, _other = waiting_comment(email=ANN), waiting_comment()
    headers = {"X-Requested-With": "desk"}
    posted = {"comment": f"{comment.pk}:1", "kind": "held", "whom": "address", "term": "ever"}
    response = desk.client.post(SET, {**posted, "reason": "Wait."}, headers=headers)
    assert cards_of(response) == [comment.pk]
    assert "Always held" in text_of(response)


def test_networks_are_only_for_those_who_may_see_addresses(client: Client) -> None:
    trainee = UserFactory(is_staff=True)
    permissions = Permission.objects.filter(codename__in=["decide_comment", "set_standing"])
    trainee.user_permissions.set(permissions)
    client.force_login(trainee)
    waiting_comment(ip_address="203.0.113.7")
    StandingFactory(network="203.0.113.0/24")
    page = text_of(Desk(client).show())
    assert "(this network)" in page
    assert "203.0.113" not in page


def test_who_may_not_settle_anything_is_not_offered_it(client: Client) -> None:
    trainee = UserFactory(is_staff=True)
    trainee.user_permissions.add(Permission.objects.get(codename="decide_comment"))
    client.force_login(trainee)
    waiting_comment(email=ANN)
    StandingFactory()
    page = text_of(Desk(client).show())
    assert "Insults everybody." in page
    assert SET not in page
    assert END not in page
    assert f"{URL}notes/" not in page
