"""Take out of saved views what an address bar's quoting hid: an address, or a search for a writer."""

from itertools import chain
from urllib.parse import parse_qsl, urlencode

from django.db import migrations

from comments.identity import names_address

LONGEST = 60
ABOUT_SOMEBODY = {"who", "writer"}


def take_addresses_out(apps, _schema_editor):
    views = apps.get_model("comments", "SavedView").objects
    for view in views.all():
        name, query = repair(view.name, view.query)
        if (name, query) == (view.name, view.query):
            continue
        view.name = free_name(name, taken=set(views.values_list("name", flat=True)) - {view.name})
        view.query = query
        view.save()


def repair(name, query):
    """What is left may show more than the view's name promises, so the name says it."""
    name = " ".join("[address]" if names_address(word) else word for word in name.split(" "))
    pairs = parse_qsl(query.lstrip("?"), keep_blank_values=True)
    rest = [
        pair for pair in pairs if not names_address(" ".join(pair)) and pair[0] not in ABOUT_SOMEBODY
    ]
    if rest == pairs and not names_address(query):
        return name, query
    ending = " (without its address)"
    return name[: LONGEST - len(ending)] + ending, urlencode(rest)


def free_name(name, *, taken):
    name = name[:LONGEST]
    tries = (f"{name[: LONGEST - 4]} {number}" for number in range(2, 999))
    return next(one for one in chain([name], tries) if one not in taken)


class Migration(migrations.Migration):
    dependencies = [("comments", "0027_copies_as_readers_get_them")]

    operations = [
        migrations.RunPython(take_addresses_out, migrations.RunPython.noop, elidable=True),
    ]
