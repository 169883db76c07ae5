from itertools import chain
from unicodedata import normalize
from urllib.parse import parse_qsl, unquote, urlencode

from django.db import migrations, models

LONGEST = 60


def names_address(text):
    return "@" in normalize("NFKC", unquote(text))


def take_addresses_out(apps, _schema_editor):
    kept_views = apps.get_model("comments", "SavedQueue").objects
    for view in kept_views.all():
        name, query = repair(view.name, view.query)
        if (name, query) == (view.name, view.query):
            continue
        view.name = free_name(name, taken=set(kept_views.values_list("name", flat=True)))
        view.query = query
        view.save()


def repair(name, query):
    """What is left may show more than the view's name promises, so the name says it."""
    name = " ".join("[address]" if names_address(word) else word for word in name.split(" "))
    if not names_address(query):
        return name, query
    rest = [pair for pair in parse_qsl(query) if not names_address(" ".join(pair))]
    ending = " (without its address)"
    return name[: LONGEST - len(ending)] + ending, urlencode(rest)


def free_name(name, *, taken):
    name = name[:LONGEST]
    tries = (f"{name[: LONGEST - 4]} {number}" for number in range(2, 999))
    return next(one for one in chain([name], tries) if one not in taken)


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0023_said_again'),
    ]

    operations = [
        migrations.RunPython(take_addresses_out, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name='savedqueue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('query__contains', '@'), _negated=True), models.Q(('query__contains', '%40'), _negated=True)), name='kept_view_names_no_address', violation_error_message='A view that searches for an address cannot be kept.'),
        ),
    ]
