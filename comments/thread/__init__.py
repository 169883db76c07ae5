"""What readers see of a conversation: its order, its pages, its picks, its feed."""

from comments.thread.arrange import Pick, build_thread, find_picks
from comments.thread.feeds import ArticleCommentsFeed
from comments.thread.page_versions import watch_comments
from comments.thread.paging import Place, ThreadPage, read_page, read_place
from comments.thread.rendering import render_thread
from comments.thread.views import show_place

__all__ = [
    "ArticleCommentsFeed",
    "Pick",
    "Place",
    "ThreadPage",
    "build_thread",
    "find_picks",
    "read_page",
    "read_place",
    "render_thread",
    "show_place",
    "watch_comments",
]
