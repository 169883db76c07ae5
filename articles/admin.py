"""Where editors work: the list of articles, the form, the buttons, the history."""

from datetime import datetime
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, URLField
from django.forms.widgets import Script
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import to_historic

from articles.changes import ReadableChanges
from articles.conflicts import differences
from articles.forms import ArticleForm, SectionForm, SectionRow
from articles.kept_pictures import forget_picture, keep_picture
from articles.models import Article, ArticleQuerySet, Section
from articles.restoring import RestoreForm
from articles.unsaved import discard_copy, keep_copy, keeping_what_was_typed, kept_picture
from articles.uploads import read_before_transaction, read_paste
from articles.working_copies import forget, give_back

# The pages on which an article is written.
_FORMS: Final = {
    "articles_article_add",
    "articles_article_change",
    "articles_article_simple_history",
}

# No field of one line is longer.
_LONGEST_LINE: Final = 500


@admin.register(Section)
class SectionAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # not generic when it runs
    form = SectionForm
    list_display = ["name", "slug", "position"]
    list_editable = ["position"]

    def get_changelist_form(self, request: HttpRequest, **options: Any) -> Any:
        return super().get_changelist_form(request, **{"form": SectionRow, **options})


class StateFilter(admin.SimpleListFilter):
    """What readers see now: a scheduled article whose time came is published."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        del request, model_admin
        return list(Article.Status.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        del request
        match self.value():
            case Article.Status.DRAFT:
                return queryset.drafts()
            case Article.Status.SCHEDULED:
                return queryset.scheduled()
            case Article.Status.PUBLISHED:
                return queryset.published()
        return queryset


@admin.register(Article)
class ArticleAdmin(SimpleHistoryAdmin):  # type: ignore[misc] # the package has no types
    form = ArticleForm
    fieldsets = [
        (
            _("Story"),
            {"fields": ["headline", "slug", "section", "byline", "deck", "body", "seen"]},
        ),
        (
            _("Picture"),
            {"fields": ["picture", "lead_image", "lead_image_alt", "lead_image_credit"]},
        ),
        (_("Source"), {"fields": ["source_name", "source_url"]}),
        (_("Publication"), {"fields": ["status", "published_at"]}),
        (_("Comments"), {"fields": ["commenting", "commenting_days"]}),
        (
            _("Correction"),
            {
                "fields": ["correction", "corrected_at"],
                "description": _(
                    "Shown to readers under the article, with the date. Emptied, it disappears."
                ),
            },
        ),
    ]
    fieldsets_of_version = [
        (
            _("Story"),
            {"fields": ["headline", "section", "byline", "deck", "body", "seen"]},
        ),
        *fieldsets[1:3],
        (_("As it is today, unless you tick it"), {"fields": ["restore"]}),
    ]
    readonly_fields = ["picture", "corrected_at"]

    list_display = [
        "headline",
        "state",
        "section",
        "publication",
        "is_open_for_comments",
        "comments",
    ]
    list_filter = [StateFilter, "section", "commenting"]
    list_select_related = ["section"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["headline", "deck", "byline", "slug", "source_name"]
    date_hierarchy = "published_at"
    # Drafts on top, on every database.
    ordering = [F("published_at").desc(nulls_first=True), "-pk"]
    actions = ["publish", "unpublish"]
    history_list_per_page = 25
    object_history_template = "admin/articles/article/history.html"
    object_history_list_template = "admin/articles/article/history_list.html"
    object_history_form_template = "admin/articles/article/restore.html"
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    class Media:
        css = {"all": ["articles/admin.css"]}
        js = [Script("articles/working-copy.js", type="module")]

    @admin.display(description=_("state"), ordering="status")
    def state(self, article: Article) -> str:
        if article.is_public:
            return str(Article.Status.PUBLISHED.label)
        if article.status == Article.Status.SCHEDULED and article.published_at:
            return str(_("Scheduled for %(when)s") % {"when": _short(article.published_at)})
        return str(Article.Status.DRAFT.label)

    @admin.display(description=_("published"), ordering="published_at")
    def publication(self, article: Article) -> str | None:
        # A draft that was public keeps its time, and when a scheduled one comes, its state says.
        public_since = article.published_at if article.is_public else None
        return _short(public_since) if public_since else None

    @admin.display(description=_("open"), boolean=True)
    def is_open_for_comments(self, article: Article) -> bool:
        return article.is_open_for_comments

    @admin.display(description=_("comments"), ordering="comment_count")
    def comments(self, article: Article) -> int:
        return article.comment_count

    @admin.display(description=_("picture now"))
    def picture(self, article: Article) -> str | SafeString:
        image: Any = article.lead_image
        if not image.is_stored:
            return str(_("None"))
        return format_html(
            '<img src="{}" alt="{}" width="240">', image.small_url, article.lead_image_alt
        )

    @admin.action(description=_("Publish now"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: ArticleQuerySet) -> None:
        drafts = [article for article in queryset if not article.is_public]
        articles = [article for article in drafts if article.has_text]
        for article in articles:
            article.publish()
            article.save(update_fields=["status", "published_at", "updated_at"])
            self.log_change(request, article, str(_("Published.")))
        if articles or not drafts:
            self.message_user(
                request,
                ngettext(
                    "%(count)d article published.", "%(count)d articles published.", len(articles)
                )
                % {"count": len(articles)},
                messages.SUCCESS,
            )
        if empty := [article.headline for article in drafts if not article.has_text]:
            self.message_user(
                request,
                ngettext(
                    "Not published, because it has no text yet: %(headlines)s. Write it first.",
                    "Not published, because they have no text yet: %(headlines)s. Write it first.",
                    len(empty),
                )
                % {"headlines": get_text_list([f"“{headline}”" for headline in empty], _("and"))},
                messages.ERROR,
            )

    @admin.action(description=_("Unpublish (back to draft)"), permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: ArticleQuerySet) -> None:
        articles = [article for article in queryset if article.status != Article.Status.DRAFT]
        for article in articles:
            article.unpublish()
            article.save(update_fields=["status", "updated_at"])
            self.log_change(request, article, str(_("Unpublished.")))
        self.message_user(
            request,
            ngettext(
                "%(count)d article is a draft again. Its comments are kept.",
                "%(count)d articles are drafts again. Their comments are kept.",
                len(articles),
            )
            % {"count": len(articles)},
            messages.SUCCESS,
        )

    def paste(self, request: HttpRequest) -> HttpResponse:
        self._require_writer(request)
        return read_paste(request)

    def _require_writer(self, request: HttpRequest) -> None:
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            self._require_writer(request)
            # On SQLite nobody else writes from the moment that the transaction begins.
            read_before_transaction(request)
        response: HttpResponse = super().changeform_view(request, *args, **kwargs)
        return response

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._response_to_button(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        if version := to_historic(obj):
            said = _("The text of “%(headline)s” is as it was on %(when)s again.")
            words = {"headline": obj.headline, "when": _short(version.history_date)}
            return self._stay(request, obj, said % words)
        return self._response_to_button(request, obj) or super().response_change(request, obj)

    def _response_to_button(self, request: HttpRequest, article: Article) -> HttpResponse | None:
        """Stay on the article after Publish now and Unpublish, and say what readers see."""
        if "_publish" in request.POST:
            said = _("“%(headline)s” is published.")
        elif "_unpublish" in request.POST:
            said = _("“%(headline)s” is a draft again. Its comments are kept.")
        else:
            return None
        return self._stay(request, article, said % {"headline": article.headline})

    def _stay(self, request: HttpRequest, article: Article, said: str) -> HttpResponse:
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, **kwargs: Any
    ) -> type[ArticleForm]:
        if to_historic(obj):
            kwargs["form"] = RestoreForm
        form: type[ArticleForm] = super().get_form(request, obj, **kwargs)
        # Django makes a class of its own for each request.
        form.editor = request.user
        return form

    def get_urls(self) -> list[Any]:
        urls: list[Any] = super().get_urls()
        for url in urls:
            if url.name in _FORMS:
                url.callback = keeping_what_was_typed(url.callback)
        staff = self.admin_site.admin_view
        own = [
            path("paste/", staff(self.paste), name="articles_paste"),
            path("working-copy/", keep_copy, name="articles_keep_copy"),
            path("working-copy/discard/", staff(discard_copy), name="articles_discard_copy"),
            path(
                "kept-picture/<str:reference>/", staff(kept_picture), name="articles_kept_picture"
            ),
        ]
        return [*own, *urls]

    def save_model(
        self, request: HttpRequest, obj: Article, form: ArticleForm, change: Any
    ) -> None:
        super().save_model(request, obj, form, change)
        if form.left_out:
            messages.warning(request, form.left_out.sentence())
        forget_picture(form, "lead_image")
        forget(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = kwargs.get("obj")
        if self.has_change_permission(request, obj) if obj else self.has_add_permission(request):
            context |= self._keep_and_give_back(request, context["adminform"].form)
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    def render_history_view(
        self, request: HttpRequest, template: str, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        if "adminform" in context and self.has_change_permission(request):
            context |= self._keep_and_give_back(request, context["adminform"].form)
        response: HttpResponse = super().render_history_view(request, template, context, **kwargs)
        return response

    def _keep_and_give_back(self, request: HttpRequest, form: ArticleForm) -> dict[str, Any]:
        if form.is_bound:
            keep_picture(form, "lead_image", owner=request.user)
        conflict = differences(form, form.theirs) if form.theirs else []
        return {**give_back(request, form), "conflict": conflict}

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        del request
        return self.fieldsets_of_version if to_historic(obj) else self.fieldsets

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        _refuse_what_is_no_number(object_id)
        response: HttpResponse = super().history_view(request, object_id, extra_context)
        return response

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: Any
    ) -> ReadableChanges:
        del request
        return ReadableChanges(
            self.model, historical_record, max_displayed_delta_change_chars=_LONGEST_LINE
        )

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Go back to an earlier version: the package would save for whoever may look at it."""
        _refuse_what_is_no_number(object_id, version_id)
        if request.method == "POST" and not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            read_before_transaction(request)
        with transaction.atomic():
            response: HttpResponse = super().history_form_view(
                request, object_id, version_id, extra_context
            )
        return response

    def history_form_view_title(self, request: HttpRequest, obj: Article) -> str:
        said = (
            _("The version of %(when)s")
            if self.revert_disabled(request, obj)
            else _("Restore the version of %(when)s")
        )
        return said % {"when": _short(to_historic(obj).history_date)}

    def view_on_site(self, article: Article) -> str | None:
        return article.get_absolute_url() if article.is_public else None


def _refuse_what_is_no_number(*typed: str) -> None:
    """Answer 404, as the admin's other pages do: the package hands on what the address says."""
    for number in typed:
        try:
            int(number)
        except ValueError as error:
            raise Http404 from error


def _short(moment: datetime) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
