"""Where an article or a section has been: an address that readers know leads there for ever."""

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from articles.slugs import SlugField, slug_of


class AddressTaken(IntegrityError):
    """Another article or section is, or was, at that address."""


class AddressedQuerySet(models.QuerySet[Any]):
    def at(self, slug: str) -> Self:
        """What is at that address, or was: at most one row."""
        # A union, not an OR: each half has an index.
        current = self.model.objects.filter(slug=slug).order_by().values("pk")
        former = self.model.addresses.rel.related_model.objects.filter(slug=slug)
        return self.filter(pk__in=current.union(former.order_by().values("owner")))


class Addressed(models.Model):
    """Something that readers find by its slug.

    Saving keeps its address in a table in which every address belongs to one owner: the one that
    it has now, and each one that readers can have seen. What `update` and `bulk_update` change is
    recorded with the next save; so is the first address of what `bulk_create` made.
    """

    slug: Any
    objects: Any
    addresses: ClassVar[Any]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if "slug" in self.get_deferred_fields() or not (fields is None or "slug" in fields):
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            stored = self._as_stored()
            super().save(*args, **kwargs)
            self._keep_addresses(stored)

    def validate_unique(self, exclude: Any = None) -> None:
        """Refuse an address under which readers know another, too."""
        super().validate_unique(exclude=exclude)
        if exclude and "slug" in exclude:
            return
        address = self.addresses.model.objects.filter(slug=self.slug).exclude(owner_id=self.pk)
        if taken := address.select_related("owner").first():
            raise ValidationError(
                {
                    "slug": ValidationError(
                        _(
                            "This was the address of “%(name)s”, and links to it still lead"
                            " there. Choose another."
                        ),
                        code="unique",
                        params={"name": taken.owner},
                    )
                }
            )

    def unique_error_message(self, model_class: Any, unique_check: Any) -> ValidationError:
        """Say which one has the address: Django says only that there is one."""
        if tuple(unique_check) == ("slug",):
            others = type(self).objects.filter(slug=self.slug).exclude(pk=self.pk)
            if owner := others.first():
                said = _("This is the address of “%(name)s”. Choose another.")
                return ValidationError(said, code="unique", params={"name": owner})
        return super().unique_error_message(model_class, unique_check)

    @classmethod
    def free_slug_for(cls, text: str) -> str:
        """Suggest an address that nobody has or had; an empty one where the text has no words."""
        longest = cls.slug.field.max_length
        slug = slug_of(text, max_length=longest)
        tries = (slug, *(f"{slug[: longest - 5]}-{number}" for number in range(2, 1000)))
        free = (tried for tried in tries if not cls.objects.at(tried).exists())
        return next(free, "") if slug else ""

    @property
    def was_public(self) -> bool:
        raise NotImplementedError

    def _as_stored(self) -> Self | None:
        if self._state.adding and self.pk is None:
            return None
        stored: Self | None = type(self).objects.filter(pk=self.pk).first()
        return stored

    def _keep_addresses(self, stored: Self | None) -> None:
        if stored is not None and stored.slug != self.slug:
            if stored.was_public:
                self._take(stored.slug)
            else:
                self.addresses.filter(slug=stored.slug).delete()
        self._take(self.slug)

    def _take(self, slug: str) -> None:
        address, _is_new = self.addresses.model.objects.get_or_create(
            slug=slug, defaults={"owner": self}
        )
        if address.owner_id != self.pk:
            raise AddressTaken(f"{slug} leads to another.")


class Address(models.Model):
    slug = SlugField(_("address"), max_length=200, unique=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.slug)


class ArticleAddress(Address):
    owner = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="addresses"
    )

    class Meta:
        verbose_name = _("address of an article")
        verbose_name_plural = _("addresses of articles")


class SectionAddress(Address):
    owner = models.ForeignKey(
        "articles.Section", on_delete=models.CASCADE, related_name="addresses"
    )

    class Meta:
        verbose_name = _("address of a section")
        verbose_name_plural = _("addresses of sections")
