"""What others do against spam, to be measured beside ours on the same texts.

scikit-learn is taken where it is installed; the rest needs nothing.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from tests.corpora import path_of

Examples = Sequence[tuple[str, bool]]
Score = Callable[[str], float]
# Learns from examples, and returns what scores a text: higher is spammier.
Trainer = Callable[[Examples], Score]

_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_WORD = re.compile(r"\w+")


def rivals() -> Iterator[tuple[str, Trainer]]:
    yield "WordPress: two links", lambda _examples: _links
    yield "WordPress: and a blocklist", lambda _examples: _links_and_blocklist
    yield "naive Bayes", _naive_bayes
    if find_spec("sklearn"):
        yield "scikit-learn: TF-IDF, LR", _tfidf_regression
        yield "scikit-learn: hashed SGD", _hashed_sgd


def _links(text: str) -> float:
    return len(_LINK.findall(text)) / 2


@cache
def _links_and_blocklist(text: str) -> float:
    lowered = text.lower()
    return _links(text) + any(word in lowered for word in _blocklist())


@cache
def _blocklist() -> list[str]:
    lines = path_of("screening", "list_wp_blocklist_splorp.txt").read_text(encoding="utf-8")
    return [line.strip().lower() for line in lines.splitlines() if line.strip()]


def _naive_bayes(examples: Examples) -> Score:
    counts = {label: Counter[str]() for label in (False, True)}
    for text, is_spam in examples:
        counts[is_spam].update(set(_WORD.findall(text.lower())))
    sizes = {label: sum(is_spam is label for _text, is_spam in examples) for label in counts}

    def score(text: str) -> float:
        return sum(
            math.log((counts[True][word] + 1) / (sizes[True] + 2))
            - math.log((counts[False][word] + 1) / (sizes[False] + 2))
            for word in set(_WORD.findall(text.lower()))
        )

    return score


def _tfidf_regression(examples: Examples) -> Score:
    features = import_module("sklearn.feature_extraction.text")
    models = import_module("sklearn.linear_model")
    vectorizer = features.TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    model = models.LogisticRegression(C=10, max_iter=500)
    return _fitted(vectorizer, model, examples)


def _hashed_sgd(examples: Examples) -> Score:
    features = import_module("sklearn.feature_extraction.text")
    models = import_module("sklearn.linear_model")
    vectorizer = features.HashingVectorizer(ngram_range=(1, 2), n_features=1 << 18)
    return _fitted(vectorizer, models.SGDClassifier(loss="log_loss", random_state=0), examples)


def _fitted(vectorizer: object, model: object, examples: Examples) -> Score:
    texts, labels = zip(*examples, strict=True)
    model.fit(vectorizer.fit_transform(texts), labels)  # type: ignore[attr-defined]

    def score(text: str) -> float:
        row = vectorizer.transform([text])  # type: ignore[attr-defined]
        return float(model.decision_function(row)[0])  # type: ignore[attr-defined]

    return score
