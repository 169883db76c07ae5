"""Links: finding them in a text, and what speaks for or against where they lead."""

from comments.screening.links.check import check_links
from comments.screening.links.finder import (
    Link,
    as_link,
    find_links,
    links_beside,
    without_links,
)
from comments.screening.links.hosts import (
    is_look_alike,
    is_network_address,
    is_shortener,
    is_wrapper,
)
from comments.screening.links.refused import check_refused_hosts

__all__ = [
    "Link",
    "as_link",
    "check_links",
    "check_refused_hosts",
    "find_links",
    "is_look_alike",
    "is_network_address",
    "is_shortener",
    "is_wrapper",
    "links_beside",
    "without_links",
]
