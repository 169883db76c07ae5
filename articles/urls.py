from django.urls import path

from articles import views
from articles.feeds import ArticleFeed
from articles.sitemaps import sitemap

app_name = "articles"
urlpatterns = [
    path("", views.home, name="home"),
    path("sections/<slug:slug>/", views.section, name="section"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("articles/<slug:slug>/preview/", views.preview, name="preview"),
    path("feed/", ArticleFeed(), name="feed"),
    path("sitemap.xml", sitemap, name="sitemap"),
]
