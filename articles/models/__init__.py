"""What the newsroom publishes, and where readers find it."""

from articles.models.address import Addressed, AddressTaken, ArticleAddress, SectionAddress
from articles.models.article import Article, ArticleQuerySet
from articles.models.section import Section

__all__ = [
    "AddressTaken",
    "Addressed",
    "Article",
    "ArticleAddress",
    "ArticleQuerySet",
    "Section",
    "SectionAddress",
]
