"""Mails to moderators and writers, and the links in them."""
