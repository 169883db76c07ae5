"""Guessing at passwords: held up everywhere, and nobody is locked out by it."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.contrib.auth import hashers
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from accounts import hashing
from accounts.models import SignIn
from accounts.tasks import forget_old_sign_ins
from tests.comments.factories import UserFactory

pytestmark = pytest.mark.django_db

RIGHT = "a quiet harbour"


@pytest.fixture
def mara() -> User:
    mara: User = UserFactory(username="mara", password=RIGHT, is_staff=True)
    return mara


def log_in(
    client: Client, name: str, password: str, address: str = "192.0.2.1", **headers: str
) -> Any:
    typed = {"username": name, "password": password}
    return client.post("/admin/login/", typed, REMOTE_ADDR=address, headers=headers)


def wrong_tries(count: int, *, name: str = "mara", **fields: Any) -> None:
    """Note wrong tries as if they had been made, each from a network of its own."""
    log_in(Client(), name, "guess", address="192.0.2.1")
    made = SignIn.objects.latest("pk")
    SignIn.objects.bulk_create(
        SignIn(
            **{
                "name_digest": made.name_digest,
                "network": f"10.0.{number}.0/24",
                "result": SignIn.Result.WRONG,
                **fields,
            }
        )
        for number in range(count - 1)
    )


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were hashed, whoever they were meant for."""
    seen: list[str] = []
    hash_it = hashers.MD5PasswordHasher.encode

    def encode(self: Any, password: str, salt: str) -> str:
        seen.append(password)
        return hash_it(self, password, salt)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", encode)
    return seen


@pytest.mark.parametrize(
    "addresses",
    [
        ["192.0.2.1"],
        [f"192.0.2.{host}" for host in range(1, 40)],
        [f"2001:db8:0:1::{host:x}" for host in range(1, 40)],
    ],
    ids=["one address", "one /24", "one /64"],
)
def test_a_network_tries_so_many_names_and_no_more(
    mara: User, settings: LazySettings, hashed: list[str], addresses: list[str]
) -> None:
    settings.WRONG_LOG_INS_PER_NETWORK = 8
    for number in range(12):
        address = addresses[number % len(addresses)]
        response = log_in(Client(), f"name{number}", f"guess{number}", address)
        assert response.status_code == (200 if number < 8 else 429)
    assert not {f"guess{number}" for number in range(8, 12)} & set(hashed)
    assert log_in(Client(), "mara", RIGHT, addresses[0]).status_code == 429
    assert log_in(Client(), "mara", RIGHT, "198.51.100.1").status_code == 302


def test_behind_a_proxy_it_is_the_clients_own_network(mara: User, settings: LazySettings) -> None:
    settings.WRONG_LOG_INS_PER_NETWORK = 2
    for host in ("192.0.2.7", "192.0.2.8", "203.0.113.9"):
        log_in(Client(), host, "guess", "198.51.100.1", **{"X-Forwarded-For": host})
    assert log_in(Client(), "mara", RIGHT, "198.51.100.1").status_code == 429
    assert SignIn.objects.filter(network="198.51.100.0/24").exists()


def test_whoever_has_to_wait_is_told_for_how_long(mara: User, settings: LazySettings) -> None:
    settings.WRONG_LOG_INS_PER_NETWORK = 1
    log_in(Client(), "theo", "guess")
    SignIn.objects.update(at=timezone.now() - timedelta(minutes=3))
    response = log_in(Client(), "mara", RIGHT)
    assert 11 * 60 < int(response["Retry-After"]) <= 12 * 60
    assert "Wait 12 minutes, until " in response.text
    assert "no-store" in response["Cache-Control"]
    SignIn.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert log_in(Client(), "mara", RIGHT).status_code == 302


@pytest.mark.parametrize("name", ["mara", "MARA", "nobody"])
def test_a_name_that_is_guessed_at_from_everywhere_takes_turns(
    mara: User, hashed: list[str], name: str
) -> None:
    wrong_tries(11, name=name)
    hashed.clear()
    response = log_in(Client(), name, RIGHT, "198.51.100.1")
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 30
    assert not hashed


def test_nobody_is_locked_out_by_others_guesses(mara: User) -> None:
    wrong_tries(500)
    SignIn.objects.update(at=timezone.now() - timedelta(seconds=31))
    assert log_in(Client(), "mara", RIGHT, "198.51.100.1").status_code == 302


def test_in_a_browser_that_is_known_there_is_no_waiting(client: Client, mara: User) -> None:
    assert log_in(client, "mara", RIGHT).status_code == 302
    client.post("/admin/logout/")
    wrong_tries(100)
    assert log_in(client, "mara", RIGHT, "198.51.100.1").status_code == 302


def test_it_is_known_for_that_name_alone(client: Client, mara: User) -> None:
    log_in(client, "mara", RIGHT)
    client.post("/admin/logout/")
    UserFactory(username="theo", password=RIGHT, is_staff=True)
    wrong_tries(100, name="theo")
    assert log_in(client, "theo", RIGHT, "198.51.100.1").status_code == 429


def test_guesses_in_a_known_browser_make_it_like_any_other(client: Client, mara: User) -> None:
    log_in(client, "mara", RIGHT)
    client.post("/admin/logout/")
    wrong_tries(20, is_known_browser=True)
    assert log_in(client, "mara", RIGHT, "198.51.100.1").status_code == 429


def test_a_forged_cookie_makes_no_browser_known(client: Client, mara: User) -> None:
    wrong_tries(20)
    client.cookies["known_browser"] = f"{SignIn.objects.latest('pk').name_digest}:1:forged"
    assert log_in(client, "mara", RIGHT, "198.51.100.1").status_code == 429


@pytest.mark.parametrize("is_known", [False, True])
def test_while_strangers_are_busy_nobody_else_is_kept(
    client: Client, mara: User, hashed: list[str], monkeypatch: pytest.MonkeyPatch, is_known: bool
) -> None:
    """A stranger is told to come back, at once; whoever is known does not wait for strangers."""
    turns = hashing.Turns(waiting=0, rests=True)
    monkeypatch.setattr(hashing, "strangers", turns)
    if is_known:
        log_in(client, "mara", RIGHT)
        client.post("/admin/logout/")
    hashed.clear()
    with turns.take():
        response = log_in(client, "mara", RIGHT)
    assert response.status_code == (302 if is_known else 503)
    assert bool(hashed) == is_known
    if not is_known:
        assert response["Retry-After"] == "5"
        assert "Wait 5 seconds" in response.text


def test_a_page_without_a_password_needs_no_turn(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = hashing.Turns(waiting=0, rests=True)
    monkeypatch.setattr(hashing, "strangers", turns)
    with turns.take():
        assert client.get("/admin/login/").status_code == 200
        assert log_in(client, "mara", "").status_code == 200
    assert not SignIn.objects.exists()


def test_the_own_password_is_guessed_at_five_times(
    client: Client, mara: User, hashed: list[str]
) -> None:
    client.force_login(mara)
    typed = {"new_password1": "a loud harbour bell", "new_password2": "a loud harbour bell"}
    for number in range(5):
        guess = {"old_password": f"guess{number}", **typed}
        assert client.post("/admin/password_change/", guess).status_code == 200
    hashed.clear()
    response = client.post("/admin/password_change/", {"old_password": RIGHT, **typed})
    assert response.status_code == 429
    assert response["Retry-After"]
    assert not hashed
    assert client.get("/admin/").status_code == 200
    SignIn.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert (
        client.post("/admin/password_change/", {"old_password": RIGHT, **typed}).status_code == 302
    )


def test_who_signed_in_and_who_tried_is_kept(mara: User) -> None:
    log_in(Client(), "mara", "guess", "192.0.2.77")
    log_in(Client(), "mara", RIGHT, "2001:db8:0:1:2:3:4:5")
    log_in(Client(), "my password", "mara", "192.0.2.78")
    kept = SignIn.objects.order_by("pk").values_list("user__username", "result", "network")
    assert list(kept) == [
        ("mara", "wrong", "192.0.2.0/24"),
        ("mara", "right", "2001:db8:0:1::/64"),
        (None, "wrong", "192.0.2.0/24"),
    ]


def test_whoever_is_logged_in_guesses_at_others_no_more_than_anybody(
    client: Client, mara: User, settings: LazySettings
) -> None:
    settings.WRONG_LOG_INS_PER_NETWORK = 3
    client.force_login(mara)
    statuses = [log_in(client, f"name{number}", "guess").status_code for number in range(5)]
    assert statuses == [200, 200, 200, 429, 429]


def test_the_pause_of_a_name_from_one_address_does_not_grow_by_trying(mara: User) -> None:
    for _ in range(5):
        response = log_in(Client(), "mara", "guess")
    assert response["Retry-After"] == "900"
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=10))
    for _ in range(2):
        assert 290 < int(log_in(Client(), "mara", RIGHT)["Retry-After"]) <= 300


def test_a_clock_that_was_ahead_keeps_nobody_out(mara: User, settings: LazySettings) -> None:
    settings.WRONG_LOG_INS_PER_NETWORK = 4
    ahead = timezone.now() + timedelta(hours=3)
    for _ in range(5):
        log_in(Client(), "mara", "guess")
    assert log_in(Client(), "mara", RIGHT).status_code == 429
    SignIn.objects.update(at=ahead)
    AccessAttempt.objects.update(attempt_time=ahead)
    assert log_in(Client(), "mara", RIGHT).status_code == 302


def test_refusals_are_kept_once_a_minute(mara: User, settings: LazySettings) -> None:
    settings.WRONG_LOG_INS_PER_NETWORK = 1
    for _ in range(20):
        log_in(Client(), "mara", "guess")
    assert SignIn.objects.filter(result=SignIn.Result.REFUSED).count() == 1


@pytest.mark.parametrize("name", ["a\0b", "x" * 100_000, "\N{PILE OF POO}", " "])
def test_any_name_may_be_typed(client: Client, name: str) -> None:
    assert log_in(client, name, "guess").status_code == 200


def test_administrators_look_it_up(client: Client, mara: User) -> None:
    log_in(Client(), "mara", "guess")
    log_in(Client(), "nobody", "guess")
    client.force_login(User.objects.create_superuser("admin"))
    shown = client.get("/admin/accounts/signin/").text
    assert "mara" in shown
    assert "unknown name" in shown
    assert "nobody" not in shown
    assert "192.0.2.0/24" in shown


def test_what_is_old_is_forgotten(mara: User, settings: LazySettings) -> None:
    log_in(Client(), "mara", "guess")
    SignIn.objects.update(at=timezone.now() - timedelta(days=settings.KEEP_SIGN_INS_DAYS))
    log_in(Client(), "mara", RIGHT)
    assert forget_old_sign_ins() == 1
    assert SignIn.objects.get().result == SignIn.Result.RIGHT


def test_the_page_to_log_in_has_a_heading(client: Client) -> None:
    assert "<h1>Log in</h1>" in client.get("/admin/login/").content.decode()
