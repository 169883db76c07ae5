from ipaddress import ip_network

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from newsroom.middleware import ClientAddressMiddleware, client_address

PROXY = "10.0.0.7"
READER = "203.0.113.9"
LIAR = "198.51.100.66"


def address_seen(peer: str, forwarded: str | None) -> str:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(client_address(request))
        return HttpResponse()

    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)
    ClientAddressMiddleware(view)(request)
    return seen[0]


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        pytest.param(READER, None, READER, id="a reader who comes directly"),
        pytest.param(READER, LIAR, READER, id="a reader who comes directly, and lies"),
        pytest.param(PROXY, READER, READER, id="through the proxy"),
        pytest.param(PROXY, f"{LIAR}, {READER}", READER, id="through the proxy, lying"),
        pytest.param(PROXY, f"{PROXY}, {READER}", READER, id="lying that it is the proxy"),
        pytest.param(PROXY, f"{READER}, 10.9.9.9", READER, id="through two proxies"),
        pytest.param(PROXY, f"{LIAR}, {READER}, 10.9.9.9", READER, id="through two, lying"),
        pytest.param(PROXY, "10.9.9.9", "10.9.9.9", id="from within the trusted network"),
        pytest.param(PROXY, None, PROXY, id="the proxy itself"),
        pytest.param(PROXY, "", PROXY, id="an empty header"),
        pytest.param(PROXY, "unknown", PROXY, id="a proxy that hides the address"),
        pytest.param(PROXY, f"{LIAR}, unknown", PROXY, id="nothing before a gap is believed"),
        pytest.param(PROXY, f"{LIAR},,", PROXY, id="nothing before an empty hop is believed"),
        pytest.param(PROXY, "2001:db8::1", "2001:db8::1", id="IPv6"),
        pytest.param(PROXY, f"{READER}:443", READER, id="with a port"),
        pytest.param(PROXY, "[2001:db8::1]:443", "2001:db8::1", id="IPv6 with a port"),
        pytest.param(PROXY, "[2001:db8::1]", "2001:db8::1", id="IPv6 in brackets"),
        pytest.param(f"::ffff:{PROXY}", READER, READER, id="a proxy in IPv6's clothes"),
        pytest.param(PROXY, "' OR 1=1 --", PROXY, id="an attack is no address"),
        pytest.param("", READER, READER, id="a proxy on a unix socket"),
        pytest.param("", f"{LIAR}, {READER}", READER, id="a proxy on a unix socket, lying"),
    ],
)
def test_only_trusted_proxies_are_believed(
    settings: LazySettings, peer: str, forwarded: str | None, address: str
) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]

    assert address_seen(peer, forwarded) == address


@pytest.mark.parametrize("peer", [PROXY, "127.0.0.1", "", "::1"])
def test_nobody_is_believed_where_no_proxy_is_trusted(settings: LazySettings, peer: str) -> None:
    settings.TRUSTED_PROXIES = []

    assert address_seen(peer, LIAR) == peer


@pytest.mark.parametrize(("peer", "is_secure"), [(PROXY, True), (READER, False), ("", True)])
def test_only_trusted_proxies_say_that_a_request_is_secure(
    settings: LazySettings, peer: str, is_secure: bool
) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    seen: list[bool] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.is_secure())
        return HttpResponse()

    request = RequestFactory().get("/", headers={"X-Forwarded-Proto": "https"}, REMOTE_ADDR=peer)
    ClientAddressMiddleware(view)(request)

    assert seen == [is_secure]


def test_a_refusal_has_a_policy_too(client: Client) -> None:
    response = client.get("/", headers={"Host": "elsewhere.example"})

    assert response.status_code == 400
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
