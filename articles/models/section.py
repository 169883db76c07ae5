"""The sections that articles stand in."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.address import Addressed, AddressedQuerySet
from articles.slugs import SlugField


class Section(Addressed):
    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = SlugField(_("slug"), max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(_("position in the menu"), default=0)

    objects = AddressedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:section", args=[self.slug])

    @property
    def was_public(self) -> bool:
        return True
