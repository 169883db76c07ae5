"""What is said of a comment's strong language, by its strongest word."""

from typing import Final

from django.utils.translation import gettext as _

from comments.models import Comment
from comments.screening.findings import Finding
from comments.screening.folding import Folded, fold
from comments.screening.profanity.matcher import Hit, find_profanity
from comments.screening.profanity.site_words import lexicon_for

_QUOTED_WORDS: Final = 5
_QUOTED_LENGTH: Final = 40


def check_profanity(comment: Comment) -> Finding | None:
    """Score by the strongest word: a quarter for each of its four levels."""
    lexicon = lexicon_for(comment)
    text, name = fold(comment.body), fold(comment.name)
    in_text, in_name = find_profanity(text, lexicon), find_profanity(name, lexicon)
    hits = in_text + in_name
    if not hits:
        return None
    quoted = _quoted(text, in_text) + [
        _("%(word)s in the name") % {"word": word} for word in _quoted(name, in_name)
    ]
    level = max(hit.level for hit in hits)
    sentences = [_sentence(level) % {"words": ", ".join(quoted[:_QUOTED_WORDS])}]
    if len(quoted) > _QUOTED_WORDS:
        sentences.append(_("And %(count)d more.") % {"count": len(quoted) - _QUOTED_WORDS})
    if any(hit.is_disguised for hit in hits):
        sentences.append(_("Disguised by its spelling."))
    spans = tuple(text.span(hit.start, hit.end) for hit in in_text)
    return Finding(level / 4, " ".join(sentences), spans)


def _sentence(level: int) -> str:
    return {
        1: _("Mild swearing: %(words)s."),
        2: _("Coarse language: %(words)s."),
        3: _("Strong language: %(words)s."),
        4: _("A slur or worse: %(words)s."),
    }[level]


def _quoted(text: Folded, hits: list[Hit]) -> list[str]:
    """Quote each word once, as it reads: without invisible characters."""
    words = (" ".join(text.text[hit.start : hit.end].split()) for hit in hits)
    return [_("“%(word)s”") % {"word": word[:_QUOTED_LENGTH]} for word in dict.fromkeys(words)]
