"""Links in mails that let one colleague decide on one comment, without logging in.

What such a link names is signed, and it ends by itself: after `DECISION_LINK_DAYS`, with the
comment's next change, and when its colleague's password changes or they may not decide any more.
"""

from datetime import timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

_SALT: Final = "comments.mail_links"


class LinkRefused(Exception):
    """The link lets nobody decide: the sentence says why."""


class LinkUnreadable(LinkRefused):
    def __init__(self) -> None:
        super().__init__(
            _("This link is not whole. Open it from the mail again, or copy all of it.")
        )


class LinkExpired(LinkRefused):
    def __init__(self) -> None:
        super().__init__(_("This link is too old to decide with."))


class LinkRevoked(LinkRefused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This link does not work any more: the password of the colleague it was sent to"
                " has changed, or they do not decide on comments any more."
            )
        )


class MailLink(NamedTuple):
    """Who may decide with it, on which comment, and as which version of that they were shown."""

    user: User
    comment_id: int
    version: int


def sign_link(user: User, *, comment_id: int, version: int) -> str:
    """Return the secret part of a link, which is fit for an address."""
    return _signer().sign_object([user.pk, comment_id, version, _fingerprint(user)])


def read_link(token: str) -> MailLink:
    """Return what the link lets its colleague do; raise a `LinkRefused` where it is nothing."""
    try:
        named = _signer().unsign_object(token, max_age=timedelta(days=settings.DECISION_LINK_DAYS))
    except SignatureExpired as error:
        raise LinkExpired from error
    except BadSignature as error:
        raise LinkUnreadable from error
    user_id, comment_id, version, fingerprint = named
    user = User.objects.filter(pk=user_id).first()
    if user is None or not constant_time_compare(fingerprint, _fingerprint(user)):
        raise LinkRevoked
    # An inactive user has no permission at all.
    if not (user.is_staff and user.has_perm("comments.decide_comment")):
        raise LinkRevoked
    return MailLink(user, comment_id, version)


def _signer() -> TimestampSigner:
    # Some mail programs end a link at a colon.
    return TimestampSigner(salt=_SALT, sep=".")


def _fingerprint(user: User) -> str:
    """Return what changes with the user's password, and tells nothing of it."""
    return salted_hmac(_SALT, user.get_session_auth_hash(), algorithm="sha256").hexdigest()[:16]
