"""No verb publishes a text, a link, a name or a website that its moderator could not see.

Each is tried on queues made by chance: waves, exact copies by others, short texts, other places,
and colleagues who edit between looking and deciding.
"""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from comments import moderation, tasks
from comments.desk.listing import waves
from comments.mails.signed_links import sign_link
from comments.models import BulkJob, Comment, Status
from tests.articles.factories import ArticleFactory
from tests.comments.desk.page import Desk, waiting_comment
from tests.comments.desk.shown import Row, SeenCard, read_cards
from tests.comments.factories import CommentFactory

pytestmark = pytest.mark.django_db

_LONG = "The new timetable of the ferry leaves the islanders waiting for an hour every morning."
_TEXTS = (
    _LONG,
    f"  {_LONG}\n",
    _LONG.replace("an hour", "half an hour"),
    f"{_LONG} https://casino.example/win",
    f"{_LONG} You fools.",
    "I agree!",
    "I  agree!",
    "I agree?",
    "Where is <b>the</b> harbour office now?",
    f'{_LONG} See <a href="https://casino.example/links">here</a>.',
)
_NAMES = ("Ann Berg", "Theo", "Mira  Holm", "casino.example", "Ann <3")
_WEBSITES = ("", "", "https://ann.example/", "https://casino.example/bonus")
_REVIEW = "/admin/comments/review/"


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comments.desk.queue.views.queue_bulk_job", lambda _job_id: None)


def fill(chance: random.Random) -> None:
    """Make a queue of comments, in the waves that screening would put them into."""
    articles = [ArticleFactory(), ArticleFactory()]
    now = timezone.now()
    for number in range(10):
        comment = CommentFactory(
            article=chance.choice(articles),
            body=chance.choice(_TEXTS),
            name=chance.choice(_NAMES),
            website=chance.choice(_WEBSITES),
            created_at=now - timedelta(minutes=60 - number),
            status=chance.choice([Status.IN_REVIEW] * 5 + [Status.SPAM]),
        )
        moderation.join_wave(comment)


def public() -> set[Row]:
    return {Row.of(comment) for comment in Comment.objects.approved().by_readers()}


def meddle(chance: random.Random) -> None:
    """Let a colleague edit some of the comments."""
    colleague = User.objects.get(username="meddler")
    for comment in chance.sample(list(Comment.objects.by_readers()), 2):
        moderation.edit(comment, by=colleague, body=f"{comment.body} Edited.")


def finish_jobs() -> None:
    for job in BulkJob.objects.filter(finished_at=None):
        tasks.work_on_bulk_job(job.pk)


def copies_left(new: set[Row], cards: list[SeenCard], versions: dict[int, int]) -> list[Comment]:
    """Return the exact copies that wait on though the card that stood for them was published.

    What was edited between looking and deciding was not on the card; `versions` are from after it.
    """
    stood_for = {pair for card in cards for form in card.forms for pair in form.stands_for}
    published = Comment.objects.filter(pk__in=[row.pk for row in new])
    return [
        copy
        for one in published
        for copy in Comment.objects.exact_copies(one).filter(status=Status.IN_REVIEW)
        if copy.is_copy_of(one) and f"{copy.pk}:{versions[copy.pk]}" in stood_for
    ]


# Each takes the cards of a page, and does something by the forms that are on them.
Verb = Callable[[Desk, list[SeenCard], random.Random, str], None]


def _press(desk: Desk, card: SeenCard, query: str, **more: str) -> None:
    desk.client.post(_REVIEW + query, card.form("desk-decide").data(verb="approve", **more))


def approve_first(desk: Desk, cards: list[SeenCard], _chance: random.Random, query: str) -> None:
    _press(desk, cards[0], query)


def approve_all_one_by_one(
    desk: Desk, cards: list[SeenCard], _chance: random.Random, query: str
) -> None:
    for card in cards:
        _press(desk, card, query)


def approve_with_its_copies(
    desk: Desk, cards: list[SeenCard], _chance: random.Random, query: str
) -> None:
    for card in cards:
        _press(desk, card, query, copies="publish")


def approve_apart(desk: Desk, cards: list[SeenCard], _chance: random.Random, query: str) -> None:
    for card in cards:
        _press(desk, card, query, apart=str(card.pk))


def approve_ticked(desk: Desk, cards: list[SeenCard], chance: random.Random, query: str) -> None:
    ticks = [tick for card in cards for tick in card.ticks]
    if ticks:
        some = chance.sample(ticks, max(1, len(ticks) // 2))
        desk.client.post(_REVIEW + query, {"verb": "approve", "comment": some})


def approve_all_that_match(
    desk: Desk, cards: list[SeenCard], chance: random.Random, query: str
) -> None:
    if tick := next((tick for card in cards for tick in card.ticks), None):
        fields = {"verb": "approve", "comment": [tick], "everything": "1"}
        desk.client.post(_REVIEW + query, fields)


def reply_and_approve(
    desk: Desk, cards: list[SeenCard], chance: random.Random, _query: str
) -> None:
    card = chance.choice(cards)
    form = card.form("tool-text")
    desk.client.post(f"{_REVIEW}reply/", form.data(body="The newsroom answers."))


def feature(desk: Desk, cards: list[SeenCard], chance: random.Random, _query: str) -> None:
    form = chance.choice(cards).form("tool-feature")
    desk.client.post(f"{_REVIEW}feature/", form.data(wanted="feature"))


def edit_then_approve_as_it_was_seen(
    desk: Desk, cards: list[SeenCard], _chance: random.Random, query: str
) -> None:
    card, other = cards[0], cards[-1]
    desk.client.post(
        f"{_REVIEW}edit/", {"comment": f"{card.pk}:{card.version}", "body": "Never on a card."}
    )
    _press(desk, card, query)
    if other is not card:
        _press(desk, other, query)


def reject_and_take_it_back(
    desk: Desk, cards: list[SeenCard], chance: random.Random, query: str
) -> None:
    for card in cards[:3]:
        data = card.form("desk-decide").data(verb="reject")
        desk.client.post(_REVIEW + query, data)
    meddle(chance)
    for _ in range(3):
        desk.undo()


VERBS: list[Verb] = [
    approve_first,
    approve_all_one_by_one,
    approve_with_its_copies,
    approve_apart,
    approve_ticked,
    approve_all_that_match,
    reply_and_approve,
    feature,
    edit_then_approve_as_it_was_seen,
    reject_and_take_it_back,
]
QUERIES = ["", "?order=newest", "?status=spam", "?q=the"]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("most_at_once", [50, 2])
def test_what_is_published_was_shown_whole(
    verb: Verb, most_at_once: int, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.create(username="meddler")
    monkeypatch.setattr(waves, "MOST_AT_ONCE", most_at_once)
    published = 0
    for seed in range(len(QUERIES)):
        chance = random.Random(f"{verb.__name__} {seed}")  # noqa: S311
        fill(chance)
        query = QUERIES[seed]
        page = desk.client.get(_REVIEW + query)
        cards = read_cards(page)
        if chance.random() < 0.5:
            meddle(chance)
        before, versions = public(), dict(Comment.objects.values_list("pk", "version"))
        if cards:
            verb(desk, cards, chance, query)
        finish_jobs()
        new = public() - before
        if verb is not approve_apart and "q=" not in query:
            assert not copies_left(new, cards, versions)
        unseen = {row for row in new if not any(card.shows(row) for card in cards)}
        if verb is approve_with_its_copies:
            unseen = {row for row in unseen if not any(card.names_as_copy(row) for card in cards)}
        assert not unseen
        published += len(new)
    if verb is not reject_and_take_it_back:
        assert published, "otherwise this proves nothing"


def test_undoing_puts_back_on_the_page_only_what_was_there(desk: Desk, moderator: User) -> None:
    User.objects.create(username="meddler")
    for seed in range(3):
        chance = random.Random(seed)  # noqa: S311
        fill(chance)
        for comment in Comment.objects.awaiting_review()[:6]:
            moderation.approve(comment, by=moderator)
        was_public = public()
        [tick, *_rest] = [
            tick for card in read_cards(desk.show(status="approved")) for tick in card.ticks
        ]
        fields = {"verb": "reject", "comment": [tick], "everything": "1"}
        desk.client.post(f"{_REVIEW}?status=approved", fields)
        finish_jobs()
        assert not public()
        meddle(chance)
        desk.undo()
        finish_jobs()
        assert public() <= was_public
        Comment.objects.filter(status=Status.APPROVED).update(status=Status.REJECTED)


def test_the_page_of_a_mail_shows_whole_what_it_publishes(desk: Desk, moderator: User) -> None:
    chance = random.Random(1)  # noqa: S311
    fill(chance)
    for comment in Comment.objects.awaiting_review():
        token = sign_link(moderator, comment_id=comment.pk, version=comment.version)
        before, versions = public(), dict(Comment.objects.values_list("pk", "version"))
        page = desk.client.get(f"/admin/comments/by-mail/{token}/")
        if "card" not in page.context:
            continue  # closed as a copy of one before
        [card] = read_cards(page)
        card.pk = comment.pk
        others = ["1:1", *card.form("desk-decide").data().get("others", [])]
        desk.client.post(
            f"/admin/comments/by-mail/{token}/",
            {"verb": "approve", "others": others, "copies": "publish"},
        )
        new = public() - before
        assert new
        assert all(card.shows(row) for row in new)
        assert not copies_left(new, [card], versions)


def test_a_mail_that_is_cut_leads_to_the_whole_text(desk: Desk, moderator: User) -> None:
    comment = waiting_comment(body=f"{'Quite harmless. ' * 60}https://casino.example")
    token = sign_link(moderator, comment_id=comment.pk, version=comment.version)
    [card] = read_cards(desk.client.get(f"/admin/comments/by-mail/{token}/"))
    assert card.texts["card-text"].endswith("https://casino.example")


def test_the_page_that_gives_back_a_reply_shows_whole_what_it_publishes(desk: Desk) -> None:
    comment = waiting_comment(body=_LONG, name="Ann", website="https://casino.example/bonus")
    page = desk.client.post(f"{_REVIEW}reply/", {"comment": f"{comment.pk}:1", "body": " "})
    assert page.status_code == 422
    [card] = read_cards(page)
    card.pk = comment.pk
    card.texts["card-name"] = "Ann" if "Ann" in card.texts["card-name"] else ""
    assert card.shows(Row.of(comment))


def approve_by_mail(comment: Comment, desk: Desk) -> str:
    moderator = User.objects.get(pk=desk.client.session["_auth_user_id"])
    token = sign_link(moderator, comment_id=comment.pk, version=comment.version)
    address = f"/admin/comments/by-mail/{token}/"
    form = read_cards(desk.client.get(address))[0].form("desk-decide")
    page = desk.client.post(address, form.data(verb="approve"), follow=True)
    return str(page.content.decode())


def _as_script(kind: str, address: str, **more: str) -> Callable[[Comment, Desk], str]:
    def approve(comment: Comment, desk: Desk) -> str:
        card = next(one for one in read_cards(desk.show()) if one.pk == comment.pk)
        headers = {"X-Requested-With": "desk"}
        answer = desk.client.post(_REVIEW + address, card.form(kind).data(**more), headers=headers)
        return str(answer.content.decode())

    return approve


def approve_a_tick(comment: Comment, desk: Desk) -> str:
    card = next(one for one in read_cards(desk.show()) if one.pk == comment.pk)
    return str(desk.ask_as_script(verb="approve", comment=card.ticks).content.decode())


@pytest.mark.parametrize(
    "verb",
    [
        _as_script("desk-decide", "", verb="approve"),
        approve_a_tick,
        _as_script("tool-text", "reply/", body="The newsroom answers."),
        _as_script("tool-feature", "feature/", wanted="feature"),
        approve_by_mail,
    ],
)
@pytest.mark.parametrize("most_at_once", [50, 2])
def test_whatever_approves_a_card_closes_its_exact_copies_with_it(
    verb: Callable[[Comment, Desk], str],
    most_at_once: int,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(waves, "MOST_AT_ONCE", most_at_once)
    monkeypatch.setattr("comments.desk.acts.deciding.queue_bulk_job", lambda _job_id: None)
    article = ArticleFactory()
    first, *others = (
        waiting_comment(article=article, body=body)
        for body in (_LONG, f" {_LONG}", f"{_LONG} https://casino.example/win", _LONG)
    )
    for comment in others:
        moderation.join_wave(comment)
    before = list(Comment.objects.order_by("pk").values_list("pk", "status"))
    copy, different, same = others
    if most_at_once < len(before) and verb is approve_a_tick:
        return  # The card of a big wave has no tick.

    answer = verb(first, desk)

    if most_at_once > len(before):
        assert "2 exact copies" in answer
        if verb is not approve_by_mail:
            assert f'data-comment="{different.pk}"' in answer, "it stands as a card of its own"
    finish_jobs()
    statuses = dict(Comment.objects.values_list("pk", "status"))
    assert (statuses[first.pk], statuses[different.pk]) == (Status.APPROVED, Status.IN_REVIEW)
    closed = Comment.objects.filter(status=Status.REJECTED, copy_of=first)
    assert {one.pk for one in closed} == {copy.pk, same.pk}
    page = desk.undo().content.decode()
    finish_jobs()
    readers = Comment.objects.by_readers().order_by("pk")
    assert list(readers.values_list("pk", "status")) == before
    assert not Comment.objects.approved().exists()
    assert "Undone" in page
    if "replied as the newsroom" in answer:
        assert "the reply is off the page" in page


@pytest.mark.parametrize(
    ("kind", "address", "more"),
    [
        ("tool-text", "reply/", {"body": "The newsroom answers."}),
        ("tool-feature", "feature/", {"wanted": "feature"}),
    ],
)
def test_a_reply_or_a_pick_may_go_for_one_alone(
    kind: str, address: str, more: dict[str, str], desk: Desk
) -> None:
    article = ArticleFactory()
    first, copy = (waiting_comment(article=article, body=_LONG) for _ in range(2))
    moderation.join_wave(copy)
    verb = _as_script(kind, address, apart=str(first.pk), **more)

    answer = verb(first, desk)

    copy.refresh_from_db()
    assert copy.status == Status.IN_REVIEW
    assert f'data-comment="{copy.pk}"' in answer
