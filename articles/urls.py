from django.urls import path

from articles import views
from articles.feeds import ArticleFeed, SectionFeed
from articles.sitemaps import sitemap

app_name = "articles"
urlpatterns = [
    path("", views.home, name="home"),
    path("sections/<address:slug>/", views.section, name="section"),
    path("sections/<address:slug>/feed/", SectionFeed(), name="section_feed"),
    path("articles/<address:slug>/", views.article, name="article"),
    path("articles/<address:slug>/preview/", views.preview, name="preview"),
    path("feed/", ArticleFeed(), name="feed"),
    path("sitemap.xml", sitemap, name="sitemap"),
]
