"""What readers see of a conversation: its order, its picks, its feed."""

from comments.thread.arrange import build_thread, find_picks
from comments.thread.feeds import ArticleCommentsFeed
from comments.thread.rendering import render_thread

__all__ = [
    "ArticleCommentsFeed",
    "build_thread",
    "find_picks",
    "render_thread",
]
