"""Every address that readers can have seen until now is kept, also those of the history."""

from django.db import migrations

BATCH = 1000


def keep_addresses(apps, schema_editor):
    for model, address in (("Article", "ArticleAddress"), ("Section", "SectionAddress")):
        _keep_current(apps.get_model("articles", model), apps.get_model("articles", address))
    _keep_former(apps)


def _keep_current(model, address):
    rows = model.objects.order_by("pk").values_list("pk", "slug").iterator(chunk_size=BATCH)
    batch = []
    for pk, slug in rows:
        batch.append(address(slug=slug, owner_id=pk))
        if len(batch) == BATCH:
            address.objects.bulk_create(batch)
            batch = []
    address.objects.bulk_create(batch)


def _keep_former(apps):
    """Where two articles had the same address, it leads to the one that had it last."""
    articles = apps.get_model("articles", "Article")
    addresses = apps.get_model("articles", "ArticleAddress")
    public = apps.get_model("articles", "HistoricalArticle").objects.exclude(status="draft")
    there = articles.objects.values("pk")
    former = public.filter(id__in=there).exclude(slug__in=addresses.objects.values("slug"))
    found = {}
    for pk, slug in former.order_by("history_date", "history_id").values_list("id", "slug"):
        found[slug] = pk
    addresses.objects.bulk_create(
        [addresses(slug=slug, owner_id=pk) for slug, pk in found.items()], batch_size=BATCH
    )


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0002_addresses'),
    ]

    operations = [
        migrations.RunPython(keep_addresses, migrations.RunPython.noop),
    ]
