from django.contrib import admin
from django.urls import include, path

from comments.desk.acts.appeals import uphold
from comments.desk.acts.by_mail import decide_by_mail
from comments.desk.acts.editing import edit_comment
from comments.desk.acts.featuring import feature_comment
from comments.desk.acts.notes import add_note
from comments.desk.acts.replying import reply_to_comment
from comments.desk.acts.standings import end_standing, set_standing
from comments.desk.queue.comment_page import show_comment
from comments.desk.queue.export import export
from comments.desk.queue.kept_views import keep_view
from comments.desk.queue.live import live
from comments.desk.queue.views import review
from comments.posting.views import create_comment
from comments.receipt.views import appeal, confirm, show_receipt
from comments.scorecard.views import scorecard
from comments.thread.feeds import ArticleCommentsFeed

app_name = "comments"

staff = admin.site.admin_view

_review = [
    path("", staff(review), name="review"),
    path("edit/", staff(edit_comment), name="review_edit"),
    path("export/", staff(export), name="review_export"),
    path("feature/", staff(feature_comment), name="review_feature"),
    path("live/", staff(live), name="review_live"),
    path("notes/", staff(add_note), name="review_note"),
    path("queues/", staff(keep_view), name="review_queues"),
    path("reply/", staff(reply_to_comment), name="review_reply"),
    path("standings/", staff(set_standing), name="review_standing"),
    path("standings/end/", staff(end_standing), name="review_standing_end"),
    path("uphold/", staff(uphold), name="review_uphold"),
]

urlpatterns = [
    path("articles/<slug:slug>/comments/", create_comment, name="create"),
    path("articles/<slug:slug>/comments/feed/", ArticleCommentsFeed(), name="feed"),
    path("receipts/<str:token>/", show_receipt, name="receipt"),
    path("receipts/<str:token>/appeal/", appeal, name="appeal"),
    path("confirm/<str:token>/", confirm, name="confirm"),
    path("admin/comments/review/", include(_review)),
    path("admin/comments/comment/<int:pk>/change/", staff(show_comment), name="page"),
    path("admin/comments/screening/", staff(scorecard), name="screening"),
    # The token in it stands for a log-in.
    path("admin/comments/by-mail/<str:token>/", decide_by_mail, name="decide_by_mail"),
]
