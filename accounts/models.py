"""Who signed in, or tried to: what administrators look up, and what is counted to limit it."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models import lately


class SignInQuerySet(models.QuerySet["SignIn"]):
    def wrong(self) -> Self:
        return self.filter(result=SignIn.Result.WRONG)

    def within(self, time: timedelta) -> Self:
        return self.filter(lately("at", within=time))


class SignIn(models.Model):
    """One try, by its name and network.

    Of a name that nobody has, only the digest is kept: people type passwords there, too. Tries that
    were refused before a password was looked at are kept once a minute for each network.
    """

    class Step(models.TextChoices):
        LOG_IN = "log_in", _("log-in")
        PASSWORD = "password", _("change of password")

    class Result(models.TextChoices):
        RIGHT = "right", _("let in")
        WRONG = "wrong", _("wrong")
        REFUSED = "refused", _("told to wait")

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="sign_ins",
        verbose_name=_("who"),
    )
    name_digest = models.CharField(max_length=64, editable=False)
    network = models.CharField(_("network"), max_length=43, blank=True)
    is_known_browser = models.BooleanField(_("known browser"), default=False)
    step = models.CharField(_("step"), max_length=16, choices=Step.choices, default=Step.LOG_IN)
    result = models.CharField(_("result"), max_length=16, choices=Result.choices)

    objects = SignInQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        indexes = [
            models.Index(fields=["name_digest", "at"], name="signin_by_name"),
            models.Index(fields=["network", "at"], name="signin_by_network"),
        ]

    def __str__(self) -> str:
        return f"{self.user or _('an unknown name')}: {self.get_result_display()}"
