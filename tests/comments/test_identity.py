import pytest
from pytest_django import Settings

from comments.identity import (
    browser_digest,
    duplicate_key,
    email_digest,
    network_of,
    new_receipt_token,
    plain_address,
    receipt_digest,
)


@pytest.mark.parametrize(
    ("address", "plain", "network"),
    [
        ("203.0.113.7", "203.0.113.7", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::1", "fe80::/64"),
        ("", "", ""),
        ("unknown", "", ""),
        ("203.0.113.7:4711", "", ""),
    ],
)
def test_an_address_belongs_to_its_network(address: str, plain: str, network: str) -> None:
    assert plain_address(address) == plain
    assert network_of(address) == network


def test_one_address_in_any_case_has_one_digest_that_does_not_show_it() -> None:
    assert email_digest("Ann@Example.org ") == email_digest("ann@example.org")
    assert email_digest("ann@example.org") != email_digest("bob@example.org")
    assert "ann" not in email_digest("ann@example.org")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ann@stra\u00dfe.example", "ann@strasse.example"),
        ("\u017fam@mail.example", "sam@mail.example"),
    ],
)
def test_addresses_that_mail_goes_to_apart_are_not_one(one: str, other: str) -> None:
    assert email_digest(one) != email_digest(other)


def test_a_browser_is_known_again_only_with_the_same_address() -> None:
    known = browser_digest("1" * 32, email="Ann@example.org")
    assert known == browser_digest("1" * 32, email="ann@example.org")
    assert known != browser_digest("1" * 32, email="bob@example.org")
    assert known != browser_digest("2" * 32, email="ann@example.org")


def test_digests_depend_on_the_sites_key(settings: Settings) -> None:
    before = email_digest("ann@example.org")
    settings.SECRET_KEY = "another"
    assert email_digest("ann@example.org") != before


@pytest.mark.parametrize(
    ("changed", "is_the_same"),
    [
        ({}, True),
        ({"body": " So  be\nit. "}, True),
        ({"email": "ANN@example.org"}, True),
        ({"email": "bob@example.org"}, False),
        ({"parent_id": 8}, False),
        ({"parent_id": None}, False),
        ({"body": "So be it!"}, False),
        ({"sender": "203.0.113.0/24"}, False),
    ],
)
def test_who_sends_the_same_in_the_same_place_is_known(
    changed: dict[str, object], is_the_same: bool
) -> None:
    said = {"email": "ann@example.org", "parent_id": 7, "body": "So be it.", "sender": "1" * 32}
    again = duplicate_key(**(said | changed))  # type: ignore[arg-type]
    assert (duplicate_key(**said) == again) is is_the_same  # type: ignore[arg-type]


def test_a_token_is_never_repeated_and_not_what_is_stored() -> None:
    token = new_receipt_token()
    assert token != new_receipt_token()
    assert len(token) >= 43
    assert receipt_digest(token) == receipt_digest(token) != token
