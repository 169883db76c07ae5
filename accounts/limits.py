"""How often somebody may try, and what is kept of it.

The counts are rows: all web processes share them, and Redis may be away. Nobody is locked out: a
name that is guessed at from everywhere takes turns, but not in a browser in which it has been
signed in with before. Beside these limits django-axes pauses a name from one address.
"""

from collections.abc import Iterator
from datetime import timedelta
from math import ceil
from typing import Final

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off, get_credentials
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import F, Max
from django.db.models.functions import Now
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
    return _seconds(max(_waits_to_log_in(one), default=timedelta()))


def wait_to_change_password(one: Try) -> int:
    """Return in how many seconds the own password may be tried; 0 is now."""
    own = _lately_wrong(SignIn.Step.PASSWORD).filter(name_digest=one.name_digest)
    return _seconds(_until_free(own, settings.WRONG_PASSWORDS_PER_CHANGE))


def pause_of_axes(request: HttpRequest, name: str) -> int:
    """Return for how many seconds django-axes still pauses the name from the address; 0: not."""
    if _axes_allows(request, name):
        return 0
    address = getattr(request, "axes_ip_address", None)
    tries = AccessAttempt.objects.filter(username=name, ip_address=address)
    now, cool_off = timezone.now(), get_cool_off() or timedelta()
    # It would count what a clock wrote that was hours ahead until the time has come.
    if tries.filter(attempt_time__gt=now + cool_off).delete()[0] and _axes_allows(request, name):
        return 0
    last = tries.aggregate(at=Max("attempt_time"))["at"] or now
    return max(1, _seconds(last + cool_off - now))


def _axes_allows(request: HttpRequest, name: str) -> bool:
    return bool(AxesProxyHandler.is_allowed(request, get_credentials(username=name)))


def keep(one: Try, step: SignIn.Step, result: SignIn.Result) -> None:
    user = get_user_model().objects.filter(username=one.name).first() if _is_typed(one) else None
    SignIn.objects.create(
        at=Now(),
        user=user,
        name_digest=one.name_digest,
        network=one.network,
        is_known_browser=one.is_known_browser,
        step=step,
        result=result,
    )


def keep_refusal(one: Try, step: SignIn.Step) -> None:
    """Keep a refusal, unless that network's last one is less than a minute old."""
    lately = SignIn.objects.within(_REFUSALS_KEPT_EVERY)
    refused = lately.filter(network=one.network, result=SignIn.Result.REFUSED)
    if not refused.exists():
        keep(one, step, SignIn.Result.REFUSED)


def _waits_to_log_in(one: Try) -> Iterator[timedelta]:
    wrong = _lately_wrong(SignIn.Step.LOG_IN)
    of_name = wrong.filter(name_digest=one.name_digest)
    if one.is_known_browser:
        # Others cannot hold it up; with guesses of its own it becomes like any other.
        guesses = of_name.filter(is_known_browser=True).count()
        if guesses < settings.WRONG_LOG_INS_PER_NAME:
            return
    if one.network:
        here = wrong.filter(network=one.network)
        yield _until_free(here, settings.WRONG_LOG_INS_PER_NETWORK)
    yield _until_turn(of_name)


def _window() -> timedelta:
    return timedelta(minutes=settings.SIGN_IN_WINDOW)


def _lately_wrong(step: SignIn.Step) -> SignInQuerySet:
    return SignIn.objects.wrong().within(_window()).filter(step=step)


def _until_free(wrong: SignInQuerySet, most: int) -> timedelta:
    """Return for how long there are `most` in the window."""
    ages = _newest_ages(wrong, most)
    return _window() - ages[-1] if len(ages) == most else timedelta()


def _until_turn(wrong: SignInQuerySet) -> timedelta:
    free = settings.WRONG_LOG_INS_PER_NAME
    ages = _newest_ages(wrong, free + _DOUBLINGS)
    if len(ages) < free:
        return timedelta()
    return min(timedelta(seconds=2 ** (len(ages) - free)), LONGEST_TURN) - ages[0]


def _newest_ages(wrong: SignInQuerySet, most: int) -> list[timedelta]:
    """Return how long ago the last `most` were, the newest first."""
    return list(wrong.order_by("-at").values_list(Now() - F("at"), flat=True)[:most])


def _seconds(wait: timedelta) -> int:
    return max(0, ceil(wait.total_seconds()))


def _is_typed(one: Try) -> bool:
    return bool(one.name) and "\0" not in one.name
