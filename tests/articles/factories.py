"""Sections and articles with the smallest data that the database takes."""

from datetime import timedelta

from django.utils import timezone
from factory.declarations import LazyFunction, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from articles.models import Article, Section


class SectionFactory(DjangoModelFactory[Section]):
    class Meta:
        model = Section

    name = Sequence(lambda n: f"Section {n}")
    slug = Sequence(lambda n: f"section-{n}")


class ArticleFactory(DjangoModelFactory[Article]):
    """A published article, open for comments; `draft=True` and `scheduled=True` are the others."""

    class Meta:
        model = Article

    class Params:
        draft = Trait(status=Article.Status.DRAFT, published_at=None)
        scheduled = Trait(
            status=Article.Status.SCHEDULED,
            published_at=LazyFunction(lambda: timezone.now() + timedelta(days=1)),
        )

    headline = Sequence(lambda n: f"Headline {n}")
    slug = Sequence(lambda n: f"article-{n}")
    section = SubFactory(SectionFactory)
    status = Article.Status.PUBLISHED
    published_at = LazyFunction(lambda: timezone.now() - timedelta(hours=1))
