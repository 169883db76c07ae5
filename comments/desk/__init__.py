"""The review desk: one page in the admin on which moderators spend their day.

It has no rules of its own: what may be decided, and what a decision does, is `moderation`.
"""
