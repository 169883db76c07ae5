import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from comments import moderation, tasks
from comments.models import Comment, Decision, LearnerVersion, Status
from comments.screening.learner import versions
from comments.screening.learner.storage import to_bytes
from comments.screening.learner.versions import continue_rebuild, newest_learner, teach_learner
from tests.comments.factories import CommentFactory, UserFactory
from tests.comments.screening.learner.sketches import sketches

# So that a decision is over at once: SQLite's clock leaves out what is below a millisecond.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

VERBS = {
    "approved": moderation.approve,
    "spam": moderation.mark_as_spam,
    "rejected": moderation.reject,
}


@pytest.fixture(autouse=True)
def no_undo_window(settings: Settings) -> None:
    settings.UNDO_WINDOW = 0


def decide(count: int, *, seed: int = 1) -> list[Comment]:
    moderator = UserFactory()
    comments: list[Comment] = []
    for text, verdict in sketches(count, seed=seed):
        comment = CommentFactory(body=text, status=Status.IN_REVIEW)
        VERBS[verdict](comment, by=moderator)
        comments.append(comment)
    return comments


def weights() -> bytes:
    return to_bytes(newest_learner())


def test_who_has_learnt_nothing_starts_from_the_seed() -> None:
    assert newest_learner().taught == 0
    assert newest_learner().spam.seed


def test_decisions_teach_once() -> None:
    decide(4)
    assert tasks.teach_learner() == 4
    assert tasks.teach_learner() == 0
    assert newest_learner().taught == 4
    decide(2, seed=2)
    assert tasks.teach_learner() == 2
    assert newest_learner().taught == 6


def test_what_can_still_be_taken_back_teaches_nothing_yet(settings: Settings) -> None:
    settings.UNDO_WINDOW = 60
    decide(3)
    assert teach_learner() == 0
    Decision.objects.update(created_at=timezone.now() - timedelta(seconds=61))
    assert teach_learner() == 3


def test_only_people_teach_and_only_by_their_last_word() -> None:
    (comment,) = decide(1)
    moderation.return_to_review(comment, by=UserFactory())
    undone = CommentFactory(status=Status.IN_REVIEW)
    Decision.objects.create(
        comment=undone, by=None, from_status=Status.SUBMITTED, to_status=Status.IN_REVIEW
    )
    assert teach_learner() == 2
    assert newest_learner().taught == 0
    moderation.mark_as_spam(comment, by=UserFactory())
    teach_learner()
    assert newest_learner().taught == 1


def test_a_rebuild_gives_what_learning_step_by_step_gave(monkeypatch: pytest.MonkeyPatch) -> None:
    decide(3)
    teach_learner()
    decide(4, seed=2)
    teach_learner()
    step_by_step = weights()
    monkeypatch.setattr(versions, "_SLICE", 2)
    while not continue_rebuild().is_finished:
        assert weights() == step_by_step, "a rebuild is not used before it is done"
    assert LearnerVersion.objects.in_use().count() == 3
    assert not LearnerVersion.objects.being_rebuilt().exists()
    assert weights() == step_by_step


def test_a_rebuild_heals_reversals_and_forgets_what_was_erased() -> None:
    first, second = decide(2)
    teach_learner()
    moderation.return_to_review(first, by=UserFactory())
    second.delete()
    assert continue_rebuild().is_finished
    assert newest_learner().taught == 0


def test_a_rebuild_goes_on_where_it_was_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "_SLICE", 2)
    decide(3)
    assert continue_rebuild() == (2, 1, False)
    assert continue_rebuild() == (1, 0, True)
    assert newest_learner().taught == 3


def test_a_rebuild_that_was_left_lying_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "_SLICE", 2)
    decide(3)
    continue_rebuild()
    LearnerVersion.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert continue_rebuild() == (2, 1, False)


def test_very_old_decisions_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "_REMEMBERED", 2)
    decide(5)
    continue_rebuild()
    assert newest_learner().taught == 2


def test_the_task_goes_on_until_the_rebuild_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "_SLICE", 2)
    sent: list[int] = []
    monkeypatch.setattr(tasks.rebuild_learner, "delay", lambda: sent.append(1))
    decide(3)
    assert not tasks.rebuild_learner()
    assert tasks.rebuild_learner()
    assert sent == [1]


def test_the_newest_version_is_picked_up_for_one_cheap_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    decide(2)
    teach_learner()
    newest_learner()
    with django_assert_num_queries(1) as captured:
        newest_learner()
    assert "content" not in captured.captured_queries[0]["sql"]
    decide(1, seed=2)
    teach_learner()
    assert newest_learner().taught == 3


def test_what_was_learnt_is_read_only_where_there_is_more_to_learn() -> None:
    decide(3)
    teach_learner()
    assert teach_learner_and_tell_if_it_read() == (0, False)
    decide(1, seed=2)
    assert teach_learner_and_tell_if_it_read() == (1, True)


def teach_learner_and_tell_if_it_read() -> tuple[int, bool]:
    with CaptureQueriesContext(connection) as captured:
        considered = teach_learner()
    wholes = re.compile(r'SELECT [^(]*"comments_learnerversion"\."content"')
    return considered, any(wholes.match(query["sql"]) for query in captured)


def test_what_another_release_had_learnt_is_learnt_anew() -> None:
    decide(3)
    teach_learner()
    LearnerVersion.objects.update(content=b"LEARN0", created_at=timezone.now())
    assert newest_learner().taught == 0
    assert teach_learner() == 3
    assert newest_learner().taught == 3


def test_comments_whose_writer_was_forgotten_still_teach() -> None:
    (comment,) = decide(1)
    comment.contact.delete()
    assert teach_learner() == 1
    assert newest_learner().taught == 1


def test_few_versions_are_kept() -> None:
    for seed in range(5):
        decide(1, seed=seed)
        teach_learner()
    assert LearnerVersion.objects.count() == 3
