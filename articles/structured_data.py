"""What search engines and readers' tools are told about an article, as schema.org data.

JSON-LD in a data block: a browser never runs a script element of that type, so the
Content-Security-Policy needs no exception for it (it is asked only before scripts that would
run), and the template stays free of microdata attributes.
"""

import json
from typing import Any, Final

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article

# Inside a script element nothing but these can end it or open a comment.
_ESCAPES: Final = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


def news_article(article: Article) -> dict[str, Any]:
    """Return the article as schema.org NewsArticle; what is empty is left out."""
    address = settings.SITE_URL + article.get_absolute_url()
    publisher = {"@type": "Organization", "name": settings.SITE_NAME, "url": settings.SITE_URL}
    author = {"@type": "Person", "name": article.byline} if article.byline else publisher
    image = article.lead_image
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": address,
        "headline": article.headline,
        "description": article.description,
        "datePublished": article.published_at,
        "dateModified": article.changed_at if article.published_at else None,
        "author": author,
        "publisher": publisher,
        "articleSection": article.section.name,
        "image": {
            "@type": "ImageObject",
            "url": settings.SITE_URL + image.url,
            "width": article.lead_image_width,
            "height": article.lead_image_height,
            "caption": article.lead_image_alt,
            "creditText": article.lead_image_credit,
        }
        if image
        else None,
        "isBasedOn": article.source_url,
        "correction": article.correction if article.corrected_at else "",
        "commentCount": article.comment_count,
        "discussionUrl": f"{address}#comments",
    }
    return {key: value for key, value in data.items() if value not in ("", None)}


def as_data_block(data: dict[str, Any]) -> SafeString:
    """Return a script element that holds the data and that no value in it can close."""
    encoded = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).translate(_ESCAPES)
    # Every character that means something in HTML is escaped above, in JSON's way.
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(encoded))  # noqa: S308
