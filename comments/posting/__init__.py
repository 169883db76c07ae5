"""Posting a comment: the "Leave a Reply" form, and what is stored of it."""
