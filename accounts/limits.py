"""How often somebody may try, and what is kept of it.

The counts are rows: all web processes share them, and Redis may be away. Nobody is locked out: a
name that is guessed at from everywhere takes turns, but not in a browser in which it has been
signed in with before. Beside these limits django-axes pauses a name from one address.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off, get_credentials
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Max
from django.http import HttpRequest
from django.utils import timezone

from accounts.attempts import Try
from accounts.models import SignIn, SignInQuerySet

# A name that is guessed at waits so long at most between two passwords; it doubles up to there.
LONGEST_TURN: Final = timedelta(seconds=30)
# Then it is reached.
_DOUBLINGS: Final = 5
_REFUSALS_KEPT_EVERY: Final = timedelta(minutes=1)


def wait_to_log_in(one: Try) -> int:
    """Return in how many seconds it may be tried; 0 is now."""
    now = timezone.now()
    return _seconds(max(_waits_to_log_in(one, now), default=now) - now)


def wait_to_change_password(one: Try) -> int:
    """Return in how many seconds the own password may be tried; 0 is now."""
    now = timezone.now()
    own = _lately(SignIn.Step.PASSWORD, now).filter(name_digest=one.name_digest)
    return _seconds(_free_again(own, settings.WRONG_PASSWORDS_PER_CHANGE, now) - now)


def pause_of_axes(request: HttpRequest, name: str) -> int:
    """Return for how many seconds django-axes still pauses the name from the address; 0: not."""
    if AxesProxyHandler.is_allowed(request, get_credentials(username=name)):
        return 0
    address = getattr(request, "axes_ip_address", None)
    tries = AccessAttempt.objects.filter(username=name, ip_address=address)
    last = tries.aggregate(at=Max("attempt_time"))["at"] or timezone.now()
    return max(1, _seconds(last + (get_cool_off() or timedelta()) - timezone.now()))


def keep(one: Try, step: SignIn.Step, result: SignIn.Result) -> None:
    user = get_user_model().objects.filter(username=one.name).first() if _is_typed(one) else None
    SignIn.objects.create(
        user=user,
        name_digest=one.name_digest,
        network=one.network,
        is_known_browser=one.is_known_browser,
        step=step,
        result=result,
    )


def keep_refusal(one: Try, step: SignIn.Step) -> None:
    """Keep a refusal, unless that network's last one is less than a minute old."""
    lately = SignIn.objects.since(timezone.now() - _REFUSALS_KEPT_EVERY)
    refused = lately.filter(network=one.network, result=SignIn.Result.REFUSED)
    if not refused.exists():
        keep(one, step, SignIn.Result.REFUSED)


def _waits_to_log_in(one: Try, now: datetime) -> Iterator[datetime]:
    wrong = _lately(SignIn.Step.LOG_IN, now)
    of_name = wrong.filter(name_digest=one.name_digest)
    if one.is_known_browser:
        # Others cannot hold it up; with guesses of its own it becomes like any other.
        guesses = of_name.filter(is_known_browser=True).count()
        if guesses < settings.WRONG_LOG_INS_PER_NAME:
            return
    if one.network:
        here = wrong.filter(network=one.network)
        yield _free_again(here, settings.WRONG_LOG_INS_PER_NETWORK, now)
    yield _next_turn(of_name, now)


def _lately(step: SignIn.Step, now: datetime) -> SignInQuerySet:
    window = timedelta(minutes=settings.SIGN_IN_WINDOW)
    return SignIn.objects.wrong().since(now - window).filter(step=step)


def _free_again(wrong: SignInQuerySet, most: int, now: datetime) -> datetime:
    """Return when fewer than `most` are left in the window."""
    times = list(wrong.order_by("-at").values_list("at", flat=True)[:most])
    return times[-1] + timedelta(minutes=settings.SIGN_IN_WINDOW) if len(times) == most else now


def _next_turn(wrong: SignInQuerySet, now: datetime) -> datetime:
    free = settings.WRONG_LOG_INS_PER_NAME
    times = list(wrong.order_by("-at").values_list("at", flat=True)[: free + _DOUBLINGS])
    if len(times) < free:
        return now
    return times[0] + min(timedelta(seconds=2 ** (len(times) - free)), LONGEST_TURN)


def _seconds(wait: timedelta) -> int:
    return max(0, ceil(wait.total_seconds()))


def _is_typed(one: Try) -> bool:
    return bool(one.name) and "\0" not in one.name
