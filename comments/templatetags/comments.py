"""`{% comment_section %}`: everything about comments on an article's page."""

from typing import Any, Final

from django import template
from django.conf import settings
from django.template.context import Context

from articles.models import Article
from comments.models import Comment
from comments.posting import ReplyForm, render_form
from comments.thread import (
    Pick,
    Place,
    ThreadPage,
    build_thread,
    find_picks,
    read_page,
    read_place,
    render_thread,
)

register = template.Library()

_FROM_THE_VIEW: Final = (
    "own_comment",
    "own_comment_reason",
    "own_comment_twin",
    "own_comment_edit",
    "second_look",
    "comment_notice",
)
_INSTEAD_OF_THREAD: Final = ("own_comment", "comment_notice", "reply_form")


@register.inclusion_tag("comments/section.html", takes_context=True)
def comment_section(context: Context) -> dict[str, Any]:
    """Return the thread, the form where comments are open, and what a view has to say.

    Views may pass `reply_form` (bound, with errors), `own_comment` and `comment_notice`.
    """
    article: Article = context["article"]
    form = context.get("reply_form")
    is_preview = bool(context.get("is_preview"))
    if form is None and (article.is_open_for_comments or (is_preview and article.will_be_open)):
        form = ReplyForm(article=article, parent=_comment_replied_to(context, article))
    page = read_page(article, thread_place(context)) if _shows_thread(context) else None
    article_url = article.get_absolute_url()
    return {
        "article": article,
        "is_preview": is_preview,
        "article_url": article_url,
        "page_url": f"{article_url}{page.place.query if page else ''}",
        "comment_count": article.comment_count,
        "page": page,
        "thread": page and _thread(page, article_url, can_be_answered=form is not None),
        "picks": _picks(article, page) if page and page.place.is_first else [],
        "house_rules_url": settings.HOUSE_RULES_URL,
        "form": form,
        "form_html": form and render_form(form),
        "closes_at": article.comments_close_at,
        "reply_parent": form.reply_parent if form else None,
        **{name: context.get(name) for name in _FROM_THE_VIEW},
    }


@register.simple_tag(takes_context=True)
def thread_place(context: Context) -> Place:
    """Return with which comments the page begins, as its address says."""
    return read_place(context["request"].GET) if _shows_thread(context) else Place()


def _shows_thread(context: Context) -> bool:
    """Tell whether others stand there: what a view has to say of one comment needs none."""
    return not any(context.get(name) for name in _INSTEAD_OF_THREAD)


def _thread(page: ThreadPage, article_url: str, *, can_be_answered: bool) -> str:
    if not page.comments:
        return ""
    query = page.place.query
    return render_thread(
        build_thread(page.comments, page.answered_elsewhere),
        page_url=f"{article_url}{query}&" if query else f"{article_url}?",
        can_be_answered=can_be_answered,
    )


def _picks(article: Article, page: ThreadPage) -> list[Pick]:
    return find_picks(article.comments.picked(), here={comment.pk for comment in page.comments})


def _comment_replied_to(context: Context, article: Article) -> Comment | None:
    """Read `?reply_to=`: the Reply link of a page without JavaScript."""
    wanted = context["request"].GET.get("reply_to", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19):  # noqa: PLR2004 (64 bits)
        return None
    return article.comments.approved().filter(pk=int(wanted)).first()
