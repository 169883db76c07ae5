"""How much each check counts."""

import pytest

from comments.models import CheckSetting
from comments.screening import Finding, Policy, Result, is_surely_spam, is_watch_only, read_policy
from tests.comments.factories import CheckSettingFactory

WATCH = CheckSetting.Mode.WATCH_ONLY


@pytest.mark.parametrize(
    ("check_name", "setting", "score", "is_spam"),
    [
        ("links", {"sure_from": 80}, 0.8, True),
        ("links", {"sure_from": 80}, 0.79, False),
        ("links", {"sure_from": 57}, 0.57, True),
        ("links", {"sure_from": 100}, 0.99, False),
        ("links", {"sure_from": None}, 1.0, False),
        ("links", {"sure_from": 95, "mode": WATCH}, 1.0, False),
        ("repetition", {"sure_from": 80}, 0.8, True),
        # What does not speak of spam never decides, whatever somebody wrote into the table.
        ("profanity", {"sure_from": 10}, 1.0, False),
        ("refused_before", {"sure_from": 10}, 1.0, False),
        ("words_on_trial", {"sure_from": 10}, 1.0, False),
    ],
)
def test_a_check_calls_spam_alone_only_from_its_threshold_on(
    check_name: str, setting: dict[str, object], score: float, is_spam: bool
) -> None:
    policy = Policy({check_name: CheckSetting(check_name=check_name, **setting)})
    results = [Result(check_name, Finding(score, "x"))]
    assert is_surely_spam(results, policy) is is_spam


def test_a_setting_of_one_check_leaves_the_others_as_they_ship() -> None:
    policy = Policy({"flood": CheckSetting(check_name="flood", sure_from=None)})
    assert is_surely_spam([Result("links", Finding(0.95, "x"))], policy)
    assert not is_surely_spam([Result("links", Finding(0.94, "x"))], policy)


@pytest.mark.django_db
def test_settings_are_read_anew_each_time() -> None:
    assert not is_watch_only("links", read_policy())
    setting = CheckSettingFactory(mode=WATCH)
    assert is_watch_only("links", read_policy())
    setting.delete()
    assert not is_watch_only("links", read_policy())


def test_words_on_trial_never_count() -> None:
    assert is_watch_only("words_on_trial")
    assert not is_watch_only("watched_words")
    assert not is_watch_only("horoscope")
