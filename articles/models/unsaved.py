"""What editors have typed and chosen, and no article has yet. Seen by its owner alone."""

from datetime import timedelta
from typing import Any, Final, Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.pictures import Picture

KEPT_FOR: Final = timedelta(days=30)
# One editor can't fill the disk; nobody has more open at a time.
COPIES_A_PERSON: Final = 30
PICTURES_A_PERSON: Final = 30
_PICTURE_SALT: Final = "articles.kept-picture"


class _OwnedQuerySet(models.QuerySet[Any]):
    def of(self, owner: Any) -> Self:
        return self.filter(owner=owner)

    def untouched_for(self, time: timedelta) -> Self:
        return self.filter(updated_at__lt=Now() - time)

    def drop_all_but_newest(self, owner: Any, number: int) -> None:
        newest = self.of(owner).order_by("-updated_at", "-pk").values_list("pk", flat=True)
        # Read first: neither database takes a limit in what is deleted by.
        if old := list(newest[number:]):
            self.filter(pk__in=old).delete()


class WorkingCopyQuerySet(_OwnedQuerySet):
    def keep(
        self, *, owner_id: int, form: str, article: Article | None, fields: dict[str, str]
    ) -> None:
        _copy, is_new = self.update_or_create(
            owner_id=owner_id, form=form, defaults={"article": article, "fields": fields}
        )
        if is_new:
            self.drop_all_but_newest(owner_id, COPIES_A_PERSON)


class WorkingCopy(models.Model):
    """The fields of one form as they were typed. It has no history, and goes when they are saved.

    The copy of an article that a colleague has deleted becomes one of a new article.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    form = models.CharField(_("form"), max_length=40)
    fields = models.JSONField(_("fields"))
    updated_at = models.DateTimeField(_("updated at"), auto_now=True, db_index=True)

    objects = WorkingCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("working copy")
        verbose_name_plural = _("working copies")
        constraints = [
            models.UniqueConstraint("owner", "form", name="working_copy_one_a_form"),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def headline(self) -> str:
        return str(self.fields.get("headline", ""))


class KeptPictureQuerySet(_OwnedQuerySet):
    def keep(self, picture: Picture, *, owner: Any, name: str) -> "KeptPicture":
        kept: KeptPicture = self.create(
            owner=owner,
            name=name[-200:],
            file_name=picture.name,
            content=picture.read(),
            small=picture.small.read(),
        )
        for read in (picture, picture.small):
            read.seek(0)
        self.drop_all_but_newest(owner, PICTURES_A_PERSON)
        return kept

    def find(self, reference: str, *, owner: Any) -> "KeptPicture | None":
        """Return what the reference leads to: only its owner gets anything."""
        try:
            owner_id, pk = signing.Signer(salt=_PICTURE_SALT).unsign_object(reference)
        except (signing.BadSignature, ValueError):
            return None
        return self.of(owner).filter(pk=pk).first() if owner_id == owner.pk else None


class KeptPicture(models.Model):
    """A picture that was chosen in a form that could not be saved, re-encoded as always.

    In the database, not in the folder of media, which anybody may read.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    file_name = models.CharField(_("file name"), max_length=100)
    content = models.BinaryField(_("content"))
    small = models.BinaryField(_("small rendition"))
    updated_at = models.DateTimeField(_("updated at"), auto_now=True, db_index=True)

    objects = KeptPictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept picture")
        verbose_name_plural = _("kept pictures")

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        return signing.Signer(salt=_PICTURE_SALT).sign_object([self.owner_id, self.pk])

    @property
    def content_type(self) -> str:
        return "image/webp" if self.file_name.endswith(".webp") else "image/jpeg"


def prune_unsaved() -> int:
    """Forget what nobody has come back to; returns the rows."""
    kept = (WorkingCopy.objects, KeptPicture.objects)
    return sum(rows.untouched_for(KEPT_FOR).delete()[0] for rows in kept)
