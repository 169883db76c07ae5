from typing import Any

from django.test import Client


def page(client: Client, path: str, **asked: Any) -> str:
    """Return a page of the admin, which has to be there."""
    response = client.get(path, asked)
    assert response.status_code == 200
    return str(response.content.decode())
