"""Comments of before know which conversation they are part of."""

from importlib import import_module
from typing import Final

import pytest
from django.db import connection

from comments.models import Comment
from tests.comments.factories import CommentFactory

FIND_BEGINNINGS: Final = import_module("comments.migrations.0037_file_replies").FIND_BEGINNINGS


@pytest.mark.django_db
def test_replies_are_filed_under_the_first_however_deep() -> None:
    first, other = CommentFactory(), CommentFactory()
    reply = CommentFactory(article=first.article, parent=first)
    deeper = CommentFactory(article=first.article, parent=reply)
    elsewhere = CommentFactory(article=other.article, parent=other)
    Comment.objects.update(conversation=None)
    with connection.cursor() as cursor:
        cursor.execute(FIND_BEGINNINGS)
    filed = dict(Comment.objects.values_list("pk", "conversation"))
    assert filed == {
        first.pk: None,
        other.pk: None,
        reply.pk: first.pk,
        deeper.pk: first.pk,
        elsewhere.pk: other.pk,
    }
