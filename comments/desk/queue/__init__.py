"""The pages of the desk: the review queue, one comment, live news, exports, saved views."""

from comments.desk.queue.comment_page import show_comment
from comments.desk.queue.export import export_comments
from comments.desk.queue.live import live_news
from comments.desk.queue.saved_views import save_view
from comments.desk.queue.searching import search_comments
from comments.desk.queue.views import review

__all__ = [
    "export_comments",
    "live_news",
    "review",
    "save_view",
    "search_comments",
    "show_comment",
]
