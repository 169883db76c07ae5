"""Comments to look up, and lists to keep. What is decided, is decided on the desk."""

from comments.admin import check_settings, comments, desk, mails, rules, writers

__all__ = ["check_settings", "comments", "desk", "mails", "rules", "writers"]
