"""The reasons that moderators give most often; leads reword them in the admin."""

from django.db import migrations

REASONS = [
    (
        "off-topic",
        "Off topic",
        "Your comment was not about this article.",
        False,
    ),
    (
        "personal-attack",
        "Personal attack",
        "Your comment attacked a person instead of what the person said.",
        False,
    ),
    (
        "hate",
        "Hate",
        "Your comment was hateful towards a group of people.",
        False,
    ),
    (
        "advertising",
        "Advertising",
        "Your comment advertised something.",
        False,
    ),
    (
        "private-details",
        "Private details",
        "Your comment gave away private details of another person.",
        False,
    ),
    (
        "unproven",
        "Unproven claim",
        "Your comment stated as a fact what readers cannot check.",
        False,
    ),
    (
        "repetition",
        "Said already",
        "Your comment repeated what had been said in this conversation.",
        False,
    ),
    (
        "insult-law",
        "Unlawful insult",
        "We may not publish your comment: the law protects people from insult and defamation.",
        True,
    ),
    (
        "incitement-law",
        "Unlawful incitement",
        "We may not publish your comment: calling for violence or hatred is against the law.",
        True,
    ),
]


def add_reasons(apps, schema_editor):
    model = apps.get_model("comments", "RejectionReason")
    for digit, (code, name, sentence, is_legal_ground) in enumerate(REASONS, start=1):
        model.objects.using(schema_editor.connection.alias).get_or_create(
            code=code,
            defaults={
                "name": name,
                "sentence": sentence,
                "is_legal_ground": is_legal_ground,
                "digit": digit,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_reasons_and_undo")]

    operations = [migrations.RunPython(add_reasons, migrations.RunPython.noop)]
