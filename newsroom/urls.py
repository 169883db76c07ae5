from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from newsroom import health
from newsroom.media import media
from newsroom.robots import robots

admin.site.site_header = admin.site.site_title = settings.SITE_NAME

# Also for what fails outside of views, as the session does.
handler500 = "newsroom.unavailable.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", robots, name="robots"),
    path("media/<path:path>", media, name="media"),
    # Before the admin, which answers every other address below /admin/ itself.
    path("", include("comments.urls")),
    path("admin/", admin.site.urls),
    path("", include("articles.urls")),
]
