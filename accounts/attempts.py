"""Whom a try to sign in names, and from where."""

from dataclasses import dataclass
from typing import Final, Self
from unicodedata import normalize

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

from comments.identity import network_of

_COOKIE: Final = "known_browser"
_LIVES: Final = 180 * 24 * 3600
LONGEST_NAME: Final = 254


@dataclass(frozen=True, slots=True)
class Try:
    """`is_known_browser` where that name has been signed in with in this browser before."""

    name: str
    name_digest: str
    network: str
    is_known_browser: bool

    @classmethod
    def to_log_in(cls, request: HttpRequest) -> Self:
        return cls._by(request, request.POST.get("username", ""))

    @classmethod
    def by_user(cls, request: HttpRequest) -> Self:
        return cls._by(request, request.user.get_username())

    @classmethod
    def _by(cls, request: HttpRequest, name: str) -> Self:
        digest = _name_digest(name)
        network = network_of(str(request.META.get("REMOTE_ADDR", "")))
        return cls(name[:LONGEST_NAME], digest, network, _knows(request, digest))


def remember_browser(request: HttpRequest, response: HttpResponse, one: Try) -> None:
    """Have the browser keep a proof that this name was signed in with in it."""
    response.set_cookie(
        _COOKIE,
        _signer().sign(one.name_digest),
        max_age=_LIVES,
        path=reverse("admin:login"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _knows(request: HttpRequest, name_digest: str) -> bool:
    try:
        known: str = _signer().unsign(request.COOKIES.get(_COOKIE, ""), max_age=_LIVES)
    except BadSignature:
        return False
    return known == name_digest


def _name_digest(name: str) -> str:
    """Return what is equal for equal names, as log-ins tell them apart; the case is nobody's."""
    plain = normalize("NFKC", name[:LONGEST_NAME]).strip().casefold()
    return salted_hmac("accounts.name", plain, algorithm="sha256").hexdigest()


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="accounts.known_browser")
