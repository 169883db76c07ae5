"""Comments to look up, and lists to keep. What is decided, is decided on the desk."""

from comments.admin import comments, desk, words, writers

__all__ = ["comments", "desk", "words", "writers"]
from comments.admin import checks

__all__ = ["checks", "comments", "desk", "words"]
