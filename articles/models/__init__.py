"""What the newsroom publishes, where readers find it, and what its editors have not saved yet."""

from articles.models.address import Addressed, AddressTaken, ArticleAddress, SectionAddress
from articles.models.article import Article, ArticleQuerySet, closing_time
from articles.models.every_page import EveryPage
from articles.models.section import Section
from articles.models.unsaved import KEPT_FOR, KeptPicture, WorkingCopy, prune_unsaved

__all__ = [
    "KEPT_FOR",
    "AddressTaken",
    "Addressed",
    "Article",
    "ArticleAddress",
    "ArticleQuerySet",
    "EveryPage",
    "KeptPicture",
    "Section",
    "SectionAddress",
    "WorkingCopy",
    "closing_time",
    "prune_unsaved",
]
