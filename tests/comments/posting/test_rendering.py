"""The form that nobody has touched is made once: it has to be the one that would be made anew."""

import pytest
from crispy_forms.utils import render_crispy_form
from django.conf import LazySettings
from django.utils import translation

from articles.models import Article
from comments.models import Comment
from comments.posting import ReplyForm, render_form

FERRY = Article(slug="ferry-100-%-(id)s")
PARENT = Comment(pk=7)


@pytest.mark.parametrize("parent", [None, PARENT])
@pytest.mark.parametrize("language", ["en-gb", "de"])
def test_it_is_the_same_as_one_made_anew(parent: Comment | None, language: str) -> None:
    with translation.override(language):
        for slug in ("harbour", "ferry"):
            form = ReplyForm(article=Article(slug=slug), parent=parent)
            assert render_form(form) == render_crispy_form(form)


def test_what_was_typed_is_in_it() -> None:
    form = ReplyForm({"comment": "50 % of <b>", "parent": "7"}, article=FERRY)
    kept = form.with_what_was_typed()

    assert "50 % of &lt;b&gt;" in render_form(kept)
    assert "50 % of" not in render_form(ReplyForm(article=FERRY))


def test_another_length_is_at_once_in_it(settings: LazySettings) -> None:
    assert 'maxlength="5000"' in render_form(ReplyForm(article=FERRY))
    settings.COMMENT_MAX_LENGTH = 12
    assert 'maxlength="12"' in render_form(ReplyForm(article=FERRY))
