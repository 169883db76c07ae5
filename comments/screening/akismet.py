"""Ask Akismet, where the operator set a key.

This is the one check that sends a reader's data to somebody else: network address, browser,
name, mail address, website, text and the address of the article. Without AKISMET_API_KEY nothing
leaves, and the check finds nothing.
"""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from threading import Thread
from typing import Any, Final, TypeVar

import httpx
from akismet import (
    USER_AGENT,
    AkismetError,
    APIKeyError,
    CheckResponse,
    Config,
    RequestError,
    SyncClient,
)
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from comments.models import Comment
from comments.screening.findings import CheckUnavailable, Finding

# In seconds: together below what a screening may take, as it asks last.
_TIMEOUT: Final = httpx.Timeout(connect=1.0, write=0.5, read=2.0, pool=0.5)
_SECONDS: Final = 4.0

T = TypeVar("T")


def check_akismet(comment: Comment) -> Finding | None:
    if not settings.AKISMET_API_KEY:
        return None
    if not comment.contact.ip_address:
        raise CheckUnavailable(_("Akismet wants a network address, and none is stored."))
    answer = _ask(comment, comment.contact.ip_address)
    if answer is CheckResponse.HAM:
        return None
    if answer is CheckResponse.DISCARD:
        return Finding(1.0, _("Akismet is sure that this is spam."))
    return Finding(0.9, _("Akismet takes this for spam."))


def http_client() -> httpx.Client:
    return httpx.Client(headers={"User-Agent": USER_AGENT}, timeout=_TIMEOUT)


def _ask(comment: Comment, ip_address: str) -> CheckResponse:
    said: dict[str, Any] = {
        "user_agent": comment.contact.user_agent,
        "comment_type": "reply" if comment.parent_id else "comment",
        "comment_author": comment.name,
        "comment_author_email": comment.contact.email,
        "comment_author_url": comment.website,
        "comment_content": comment.body,
        "comment_date_gmt": comment.created_at.isoformat(),
        "permalink": settings.SITE_URL + comment.article.get_absolute_url(),
        "blog_lang": to_locale(settings.LANGUAGE_CODE).lower(),
        "blog_charset": "UTF-8",
    }
    try:
        return _aside(partial(_send, ip_address, said)).result(timeout=_SECONDS)
    except TimeoutError:
        raise CheckUnavailable(_("Akismet could not be reached.")) from None
    except AkismetError as error:
        # The library's own messages may hold the key or what was sent.
        raise CheckUnavailable(_why(error)) from None


def _send(ip_address: str, said: dict[str, Any]) -> CheckResponse:
    config = Config(key=settings.AKISMET_API_KEY, url=settings.SITE_URL)
    with http_client() as http:
        return SyncClient(config=config, http_client=http).comment_check(ip_address, **said)


def _aside(work: Callable[[], T]) -> Future[T]:
    """Begin it in a thread of its own.

    Who is asked where Akismet is may say nothing for half a minute. No limit counts for that, and
    no signal ends it: the worker's process would be killed, and the comment look like poison.
    """
    outcome: Future[T] = Future()

    def do() -> None:
        try:
            outcome.set_result(work())
        except Exception as error:  # noqa: BLE001 (whoever waits is told, whatever it is)
            outcome.set_exception(error)

    Thread(target=do, name="akismet", daemon=True).start()
    return outcome


def _why(error: AkismetError) -> str:
    if isinstance(error, APIKeyError):
        return _("Akismet does not accept the key: AKISMET_API_KEY or SITE_URL is wrong.")
    if isinstance(error, RequestError):
        return _("Akismet could not be reached.")
    return _("Akismet gave an answer that is not understood.")
