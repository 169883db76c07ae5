"""Hosts that were linked to in comments that moderators refused."""

from collections import Counter
from functools import reduce
from operator import or_
from typing import Final, NamedTuple

from django.db.models import Q
from django.utils.translation import ngettext

from comments.models import Comment, Status
from comments.screening.findings import Finding
from comments.screening.links.finder import Link, as_link, find_links
from comments.screening.links.hosts import same_site

_SEARCHED: Final = 2000  # decisions, the newest
_HOSTS: Final = 5  # a comment
_ONCE: Final = 0.5
_AGAIN: Final = 0.8
_OFTEN: Final = 3


class _Decided(NamedTuple):
    status: str
    links: list[Link]


def check_refused_hosts(comment: Comment) -> Finding | None:
    """Count refused comments that link where this one does, unless more were approved."""
    links = _links(comment.body, comment.website)
    hosts = list(dict.fromkeys(_site(link) for link in links))[:_HOSTS]
    if not hosts:
        return None
    earlier = _decided_on(comment, hosts)
    refused = {host: count for host in hosts if (count := _refusals(host, earlier)) > 0}
    if not refused:
        return None
    count = max(refused.values())
    reason = ngettext(
        "%(count)d comment that links to %(host)s had been refused.",
        "%(count)d comments that link to %(host)s had been refused.",
        count,
    )
    return Finding(
        _AGAIN if count >= _OFTEN else _ONCE,
        reason % {"count": count, "host": max(refused, key=refused.__getitem__)},
        tuple(link.span for link in find_links(comment.body) if _site(link) in refused),
    )


def _site(link: Link) -> str:
    return link.host.removeprefix("www.")


def _links(body: str, website: str) -> list[Link]:
    links = [*find_links(body), *([as_link(website)] if website else ())]
    return [link for link in links if link.host]


def _decided_on(comment: Comment, hosts: list[str]) -> list[_Decided]:
    """Ask the database once, for what mentions a host among the newest decisions."""
    decided = Comment.objects.by_readers().decided().exclude(pk=comment.pk)
    newest = decided.newest_first()[:_SEARCHED]
    mentions = reduce(or_, (Q(body__icontains=host) | Q(website__icontains=host) for host in hosts))
    rows = Comment.objects.filter(mentions, pk__in=newest.values("pk")).order_by()
    return [
        _Decided(status, _links(body, website))
        for status, body, website in rows.values_list("status", "body", "website")
    ]


def _refusals(host: str, earlier: list[_Decided]) -> int:
    """Return how many were refused, or nothing where at least as many were approved."""
    counted = Counter(
        decided.status == Status.APPROVED
        for decided in earlier
        if any(same_site(host, link.host) for link in decided.links)
    )
    return counted[False] if counted[False] > counted[True] else 0
