from django.contrib import admin
from django.urls import include, path

from comments.desk.acts import (
    add_note,
    decide_by_mail,
    edit_comment,
    end_standing,
    feature_comment,
    reply_to_comment,
    set_standing,
    uphold,
)
from comments.desk.queue import (
    export_comments,
    live_news,
    review,
    save_view,
    search_comments,
    show_comment,
)
from comments.posting import create_comment
from comments.receipt import appeal, confirm, show_receipt
from comments.scorecard import scorecard
from comments.thread import ArticleCommentsFeed, show_place

app_name = "comments"

staff = admin.site.admin_view

_review = [
    path("", staff(review), name="review"),
    path("edit/", staff(edit_comment), name="review_edit"),
    path("export/", staff(export_comments), name="review_export"),
    path("feature/", staff(feature_comment), name="review_feature"),
    path("live/", staff(live_news), name="review_live"),
    path("notes/", staff(add_note), name="review_note"),
    path("views/", staff(save_view), name="review_views"),
    path("reply/", staff(reply_to_comment), name="review_reply"),
    path("search/", staff(search_comments), name="review_search"),
    path("standings/", staff(set_standing), name="review_standing"),
    path("standings/end/", staff(end_standing), name="review_standing_end"),
    path("uphold/", staff(uphold), name="review_uphold"),
]

urlpatterns = [
    path("articles/<address:slug>/comments/", create_comment, name="create"),
    path("articles/<address:slug>/comments/feed/", ArticleCommentsFeed(), name="feed"),
    path("comments/<int:pk>/", show_place, name="place"),
    path("receipts/<str:token>/", show_receipt, name="receipt"),
    path("receipts/<str:token>/appeal/", appeal, name="appeal"),
    path("confirm/<str:token>/", confirm, name="confirm"),
    path("admin/comments/review/", include(_review)),
    path("admin/comments/comment/<int:pk>/change/", staff(show_comment), name="page"),
    path("admin/comments/screening/", staff(scorecard), name="screening"),
    # The token in it stands for a log-in.
    path("admin/comments/by-mail/<str:token>/", decide_by_mail, name="decide_by_mail"),
]
