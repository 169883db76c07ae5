import pytest

from articles.models import Article
from comments.models import Comment
from comments.screening.relevance import check_relevance

ARTICLE = Article(
    headline="First ferry moves to ten past seven",
    deck="Islanders will reach the mainland later.",
    body='<p class="timetable">The company blames <b>engines</b> that need an overhaul.</p>',
)
WANDERING = (
    "Yesterday somebody painted beautiful flowers everywhere, because nothing cheers children"
    " better, although neighbours complained bitterly"
)


@pytest.mark.parametrize(
    ("body", "score"),
    [
        (WANDERING, 0.15),
        (f"{WANDERING} http://a.example", 0.4),
        (f"{WANDERING} about the ferries", None),
        (f"{WANDERING} with an engine", None),
        (f"{WANDERING} timetable", 0.15),  # that is markup, not the article's text
        ("Well said, and short.", None),
        ("", None),
    ],
)
def test_long_words_are_looked_for_in_the_article(body: str, score: float | None) -> None:
    finding = check_relevance(Comment(article=ARTICLE, body=body))
    assert (finding and finding.score) == score


def test_a_reply_may_be_about_what_it_replies_to() -> None:
    parent = Comment(body="Those flowers at the station are wonderful.")
    comment = Comment(article=ARTICLE, parent=parent, body=WANDERING)
    assert check_relevance(comment) is None
