from django.contrib import admin
from django.urls import path

from comments import views
from comments.desk.views import review
from comments.feeds import ArticleCommentsFeed

app_name = "comments"
urlpatterns = [
    path("articles/<slug:slug>/comments/", views.create_comment, name="create"),
    path("articles/<slug:slug>/comments/feed/", ArticleCommentsFeed(), name="feed"),
    path("admin/comments/review/", admin.site.admin_view(review), name="review"),
    path("receipts/<str:token>/", views.show_receipt, name="receipt"),
]
