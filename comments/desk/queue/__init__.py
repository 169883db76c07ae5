"""The pages of the desk: the review queue, one comment, live news, exports, views to keep."""

from comments.desk.queue.comment_page import show_comment
from comments.desk.queue.export import export_comments
from comments.desk.queue.kept_views import keep_view
from comments.desk.queue.live import live_news
from comments.desk.queue.searching import search_comments
from comments.desk.queue.views import review

__all__ = [
    "export_comments",
    "keep_view",
    "live_news",
    "review",
    "search_comments",
    "show_comment",
]
