"""Readers' pages as they were made last, in this process's memory, under the version of the page.

A page is made once for each version. Whoever asks for it again costs one small query; what is
seen is what the database says at that moment. While the database is away, the page is served as it
was.
"""

from newsroom.stored_pages.memory import forget_all
from newsroom.stored_pages.middleware import StoredPagesMiddleware

__all__ = ["StoredPagesMiddleware", "forget_all"]
