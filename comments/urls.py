from django.contrib import admin
from django.urls import path

from comments import views
from comments.desk.appeals import uphold
from comments.desk.by_mail import decide_by_mail
from comments.desk.comment_page import show_comment
from comments.desk.editing import edit_comment
from comments.desk.export import export
from comments.desk.featuring import feature_comment
from comments.desk.live import live
from comments.desk.notes import add_note
from comments.desk.queues import keep_view
from comments.desk.replying import reply_to_comment
from comments.desk.standings import end_standing, set_standing
from comments.desk.views import review
from comments.feeds import ArticleCommentsFeed
from comments.scorecard.views import scorecard

app_name = "comments"
staff = admin.site.admin_view
urlpatterns = [
    path("articles/<slug:slug>/comments/", views.create_comment, name="create"),
    path("articles/<slug:slug>/comments/feed/", ArticleCommentsFeed(), name="feed"),
    path("admin/comments/review/", staff(review), name="review"),
    path("admin/comments/review/export/", staff(export), name="review_export"),
    path("admin/comments/review/live/", staff(live), name="review_live"),
    path("admin/comments/review/queues/", staff(keep_view), name="review_queues"),
    path("admin/comments/comment/<int:pk>/change/", staff(show_comment), name="page"),
    path("admin/comments/review/", admin.site.admin_view(review), name="review"),
    path("admin/comments/review/export/", admin.site.admin_view(export), name="review_export"),
    path("admin/comments/review/live/", admin.site.admin_view(live), name="review_live"),
    path("admin/comments/review/queues/", admin.site.admin_view(keep_view), name="review_queues"),
    path("admin/comments/review/uphold/", admin.site.admin_view(uphold), name="review_uphold"),
    path("admin/comments/by-mail/<str:token>/", decide_by_mail, name="decide_by_mail"),
    path("admin/comments/review/edit/", admin.site.admin_view(edit_comment), name="review_edit"),
    path(
        "admin/comments/review/reply/", admin.site.admin_view(reply_to_comment), name="review_reply"
    ),
    path(
        "admin/comments/review/feature/",
        admin.site.admin_view(feature_comment),
        name="review_feature",
    ),
    path("admin/comments/screening/", admin.site.admin_view(scorecard), name="screening"),
    path("receipts/<str:token>/", views.show_receipt, name="receipt"),
    path("receipts/<str:token>/appeal/", views.appeal, name="appeal"),
    path("admin/comments/review/notes/", admin.site.admin_view(add_note), name="review_note"),
    path(
        "admin/comments/review/standings/",
        admin.site.admin_view(set_standing),
        name="review_standing",
    ),
    path(
        "admin/comments/review/standings/end/",
        admin.site.admin_view(end_standing),
        name="review_standing_end",
    ),
    path("receipts/<str:token>/", views.show_receipt, name="receipt"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
]
