"""Which comments a page of the desk shows, and in what order."""

from comments.desk.listing.figures import COUNTED, figure_columns, figures_now, midnight
from comments.desk.listing.filters import BIGGEST_ID, FilterForm
from comments.desk.listing.loading import with_context
from comments.desk.listing.paging import (
    CARDS_A_PAGE,
    OLDEST,
    Page,
    mark_newest,
    mark_of_columns,
    newest_columns,
    place_in,
    read_mark,
    take_filtered_page,
    take_page,
    take_page_of_waves,
    walk,
)
from comments.desk.listing.tabs import APPEALS, TABS, comments_of
from comments.desk.listing.waves import Wave, collapse, heads_left, members, waves_of

__all__ = [
    "APPEALS",
    "BIGGEST_ID",
    "CARDS_A_PAGE",
    "COUNTED",
    "OLDEST",
    "TABS",
    "FilterForm",
    "Page",
    "Wave",
    "collapse",
    "comments_of",
    "figure_columns",
    "figures_now",
    "heads_left",
    "mark_newest",
    "mark_of_columns",
    "members",
    "midnight",
    "newest_columns",
    "place_in",
    "read_mark",
    "take_filtered_page",
    "take_page",
    "take_page_of_waves",
    "walk",
    "waves_of",
    "with_context",
]
