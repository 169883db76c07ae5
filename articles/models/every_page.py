"""What stands on every page of the site: the menu of sections."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EveryPage(models.Model):
    """One row, which the database writes itself: see `articles.page_triggers`."""

    page_version = models.BigIntegerField(_("version"), db_default=1, editable=False)

    class Meta:
        verbose_name = _("what every page shows")
        verbose_name_plural = verbose_name
        # Nobody edits it.
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.page_version)
