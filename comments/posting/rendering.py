"""The form as HTML. While nobody has typed into it, it is the same but for two values."""

from functools import lru_cache
from html import escape

from crispy_forms.utils import render_crispy_form
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from articles.models import Article
from comments.posting.form import ReplyForm
from comments.skeleton import place, skeleton


def render_form(form: ReplyForm) -> SafeString:
    if form.is_bound or form.initial.keys() != {"parent"}:
        touched: str = render_crispy_form(form)
        return mark_safe(touched)  # noqa: S308 - the form's own HTML
    parent = form.initial["parent"]
    html = _empty_form(get_language(), settings.COMMENT_MAX_LENGTH, is_reply=parent is not None)
    values = {"action": escape(form.helper.form_action), "parent": parent}
    return mark_safe(html % values)  # noqa: S308 - an escaped address and a number


@lru_cache(maxsize=64)
def _empty_form(_language: str | None, _max_length: int, *, is_reply: bool) -> str:
    """Render it once: crispy-forms takes as long for it as a page of fifty comments does."""
    form = ReplyForm(article=Article(slug="any"))
    form.helper.form_action = place("action")
    form.initial = {"parent": place("parent")} if is_reply else {}
    return skeleton(render_crispy_form(form))
