"""What every template knows of the site."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path


def site(request: HttpRequest) -> dict[str, object]:
    """Return the site's name, address and rules, and the request's canonical address.

    Reads neither session nor user: public pages stay cacheable.
    """
    return {
        "site_name": settings.SITE_NAME,
        "site_tagline": settings.SITE_TAGLINE,
        "site_url": settings.SITE_URL,
        "contact_email": settings.CONTACT_EMAIL,
        "house_rules_url": settings.HOUSE_RULES_URL,
        "canonical_url": settings.SITE_URL + escape_uri_path(request.path),
    }
