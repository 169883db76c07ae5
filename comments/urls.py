from django.contrib import admin
from django.urls import path

from comments import views
from comments.desk.export import export
from comments.desk.live import live
from comments.desk.queues import keep_view
from comments.desk.views import review
from comments.feeds import ArticleCommentsFeed

app_name = "comments"
urlpatterns = [
    path("articles/<slug:slug>/comments/", views.create_comment, name="create"),
    path("articles/<slug:slug>/comments/feed/", ArticleCommentsFeed(), name="feed"),
    path("admin/comments/review/", admin.site.admin_view(review), name="review"),
    path("admin/comments/review/export/", admin.site.admin_view(export), name="review_export"),
    path("admin/comments/review/live/", admin.site.admin_view(live), name="review_live"),
    path("admin/comments/review/queues/", admin.site.admin_view(keep_view), name="review_queues"),
    path("receipts/<str:token>/", views.show_receipt, name="receipt"),
]
