from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client


@pytest.fixture
def media_root(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "articles").mkdir(parents=True)
    (tmp_path / "secret_key").write_text("a secret")
    return tmp_path / "media"


def test_a_picture_is_sent_to_be_kept_for_good(client: Client, media_root: Path) -> None:
    (media_root / "articles" / "harbour.webp").write_bytes(b"picture")

    response = client.get("/media/articles/harbour.webp")

    assert response.status_code == 200
    assert b"".join(response) == b"picture"
    assert response.headers["Content-Type"] == "image/webp"
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


# The page that says so shows the site's sections.
@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "articles/missing.webp",
        "articles/",
        "articles",
        "../secret_key",
        "articles/../../secret_key",
        "%2e%2e/secret_key",
        "..%2fsecret_key",
        "/etc/passwd",
        "a%00b",
        "%ff%fe",
        "x" * 256,
        "articles/" * 600,
    ],
)
def test_nothing_else_is_sent(client: Client, media_root: Path, path: str) -> None:
    assert client.get(f"/media/{path}").status_code in {400, 404}
