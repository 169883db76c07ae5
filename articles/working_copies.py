"""Nothing that an editor types is lost: what a form holds is kept until it is saved.

Each form carries a signed mark that says whose it is and for which article. The browser sends the
form every few seconds; and where a form can't be saved, because the session has ended or its token
is of another log-in, what it brought is kept as well. Who holds a mark can write that one copy,
and nobody but its owner can read it.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlsplit

from django.contrib.auth import get_user_model
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.crypto import salted_hmac
from simple_history.models import to_historic

from articles.forms import ArticleForm
from articles.models import KEPT_FOR, Article, KeptPicture, WorkingCopy
from articles.pictures import Picture

MARK: Final = "working_copy"
_SALT: Final = "articles.working-copy"
# Not the mark's: this one stands in an address, and nobody can write with it.
_KEPT_SALT: Final = "articles.kept-copy"
_SESSION_KEY: Final = "saved_forms"


@dataclass(frozen=True)
class Mark:
    """Whose form it is: `new-…` for a new article, `article-7` or `restore-7` for one that is."""

    owner_id: int
    form: str

    @classmethod
    def of_post(cls, request: HttpRequest) -> Self | None:
        """Read the mark that a form brought; None where it is missing, changed or old."""
        try:
            return cls(*signing.loads(request.POST.get(MARK, ""), salt=_SALT, max_age=KEPT_FOR))
        except (signing.BadSignature, TypeError):
            return None

    @classmethod
    def of_form(cls, form: ArticleForm, owner_id: Any) -> Self:
        article_pk = form.instance.pk
        if article_pk is None:
            return cls(owner_id, f"new-{secrets.token_hex(8)}")
        return cls(
            owner_id, f"{'restore' if to_historic(form.instance) else 'article'}-{article_pk}"
        )

    def __str__(self) -> str:
        return signing.dumps([self.owner_id, self.form], salt=_SALT)

    @property
    def article_pk(self) -> int | None:
        kind, _dash, number = self.form.partition("-")
        return None if kind == "new" else int(number)

    @property
    def is_of_missing_article(self) -> bool:
        """Whether the article was deleted while its form was open; it can still be restored."""
        return self.form.startswith("article-") and self.article is None

    @property
    def article(self) -> Article | None:
        if self.article_pk is None:
            return None
        return Article.objects.filter(pk=self.article_pk).only("pk").first()

    @property
    def owner(self) -> Any:
        """The person, as long as they may still write it; else None."""
        person = get_user_model().objects.filter(pk=self.owner_id, is_staff=True).first()
        verb = "add" if self.article_pk is None else "change"
        may_write = person is not None and person.has_perm(f"articles.{verb}_article")
        return person if may_write else None

    @property
    def address(self) -> str:
        """Where its owner finds the text again."""
        article = self.article
        if article is None:
            return f"{reverse('admin:articles_article_add')}?copy={self.form}"
        return f"{reverse('admin:articles_article_change', args=[article.pk])}?copy={self.form}"


def keep(request: HttpRequest, mark: Mark, *, owner: Any) -> dict[str, Any]:
    """Keep what a form brought, and say what became of its picture.

    It is at most as large as any request (DATA_UPLOAD_MAX_MEMORY_SIZE).
    """
    names = frozenset(_names_of_fields())
    # Nobody types a NUL, and PostgreSQL keeps none.
    typed = {name: str(text).replace("\0", "") for name, text in request.POST.items()}
    fields = {name: text for name, text in typed.items() if name in names}
    told: dict[str, Any] = {}
    if upload := request.FILES.get("lead_image"):
        try:
            picture = Picture.from_upload(upload)
        except ValidationError as error:
            told["picture_error"] = " ".join(error.messages)
        else:
            kept = KeptPicture.objects.keep(
                picture, owner=owner, name=(upload.name or "").replace("\0", "")
            )
            fields["lead_image-kept"] = kept.reference
            address = reverse("admin:articles_kept_picture", args=[kept.reference])
            told["picture"] = {"reference": kept.reference, "name": kept.name, "address": address}
    WorkingCopy.objects.keep(
        owner_id=mark.owner_id, form=mark.form, article=mark.article, fields=fields
    )
    return told


def receipt_for(mark: Mark) -> str:
    """Return what tells the log-in that a text was kept: it shows the page to anybody."""
    return signing.dumps([mark.owner_id, mark.form], salt=_KEPT_SALT)


def is_kept(receipt: str) -> bool:
    """Tell whether what a receipt was given for is still there to be had."""
    try:
        owner_id, form = signing.loads(receipt, salt=_KEPT_SALT, max_age=KEPT_FOR)
    except (signing.BadSignature, ValueError):
        return False
    return WorkingCopy.objects.filter(owner_id=owner_id, form=form).exists()


def form_at(address: str) -> str:
    """Return the name of the form at an address, `new-` for a new article; empty for none."""
    try:
        page = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return ""
    if page.url_name == "articles_article_add":
        return "new-"
    if page.url_name == "articles_article_change":
        return f"article-{page.kwargs['object_id']}"
    return f"restore-{page.args[0]}" if page.url_name == "articles_article_simple_history" else ""


def _names_of_fields() -> Iterator[str]:
    for name in ArticleForm.base_fields:
        yield from (name, f"{name}_0", f"{name}_1", f"{name}-kept", f"{name}-clear")


def forget(request: HttpRequest, article: Article) -> None:
    """Drop what was kept of an article that its owner saves, here and in the browser."""
    mark = Mark.of_post(request)
    copies = WorkingCopy.objects.of(request.user)
    copies.filter(article=article).delete()
    if mark and mark.owner_id == request.user.pk:
        copies.filter(form=mark.form).delete()
        let_browser_forget(request, mark.form)


def owner_mark(user_pk: int) -> str:
    """Tell one person's copies in a browser from another's, without saying who they are."""
    return salted_hmac("articles.browser-copies", str(user_pk)).hexdigest()[:16]


def let_browser_forget(request: HttpRequest, form: str) -> None:
    request.session[_SESSION_KEY] = [*request.session.get(_SESSION_KEY, []), form]


def take_saved_forms(request: HttpRequest) -> list[str]:
    """Return the forms whose copies the browser shall forget, once."""
    forms: list[str] = request.session.pop(_SESSION_KEY) if _SESSION_KEY in request.session else []
    return forms


def give_back(request: HttpRequest, form: ArticleForm) -> dict[str, Any]:
    """Fill a form with the copy that is asked for; return what its page shows of copies.

    `mark` is the form's own, `given_back` the copy in it, `copies` are those that it may ask for.
    """
    own = WorkingCopy.objects.of(request.user).order_by("-updated_at")
    copies = list(own.filter(article=form.instance.pk))
    mark = Mark.of_post(request)
    if mark is None or mark.owner_id != request.user.pk:
        mark = Mark.of_form(form, request.user.pk)
    if form.is_bound:
        return {"mark": mark, "is_unsaved": True}
    given_back = next((copy for copy in copies if copy.form == request.GET.get("copy")), None)
    if given_back is None:
        offered = [copy for copy in copies if _says_something_else(copy, form)]
        return {"mark": mark, "copies": offered[:5]}
    _fill(form, given_back)
    if form.instance.pk is None:
        mark = Mark(request.user.pk, given_back.form)
    return {"mark": mark, "given_back": given_back, "is_unsaved": True}


def _says_something_else(copy: WorkingCopy, form: ArticleForm) -> bool:
    typed = type(form)(data=copy.fields, instance=form.instance)
    return bool(set(typed.changed_data) - {"seen", *typed.fields.keys() - _fields_of(copy)})


def _fields_of(copy: WorkingCopy) -> set[str]:
    return {name.removesuffix("_0").removesuffix("-kept") for name in copy.fields}


def _fill(form: ArticleForm, copy: WorkingCopy) -> None:
    """Show what was typed as it was typed, also what is no date, and the picture that is kept."""
    for name, field in form.fields.items():
        if name != "lead_image" and not field.widget.value_omitted_from_data(copy.fields, {}, name):
            form.initial[name] = field.widget.value_from_datadict(copy.fields, {}, name)
    if reference := copy.fields.get("lead_image-kept"):
        kept = KeptPicture.objects.find(reference, owner=copy.owner)
        form.fields["lead_image"].widget.kept = kept
