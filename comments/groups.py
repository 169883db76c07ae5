"""The groups that the project makes, and what each may do: the whole table.

A group that is missing is made, with its permissions. One that is there is left alone: it
belongs to the operator, who may have changed it.
"""

from typing import Any, Final

from django.apps import AppConfig
from django.apps import apps as installed_apps
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions

MODERATORS: Final = "Moderators"
LEADS: Final = "Lead moderators"
EDITORS: Final = "Editors"

_OF_MODERATORS: Final = frozenset(
    {
        "comments.decide_comment",
        "comments.view_comment",
        "comments.view_contact",
        "comments.view_finding",
        "comments.view_decision",
        "comments.view_edit",
        "comments.add_watchedword",
        "comments.change_watchedword",
        "comments.delete_watchedword",
        "comments.view_watchedword",
        "comments.add_profaneword",
        "comments.change_profaneword",
        "comments.delete_profaneword",
        "comments.view_profaneword",
        "comments.add_savedview",
        "comments.change_savedview",
        "comments.delete_savedview",
        "comments.view_savedview",
        "comments.set_standing",
        "comments.view_standing",
        # Their author may delete notes, too.
        "comments.add_writernote",
        "comments.view_writernote",
    }
)
# Nobody here may delete an article: an editor takes it back to drafts.
PERMISSIONS: Final[dict[str, frozenset[str]]] = {
    MODERATORS: _OF_MODERATORS,
    # They word the reasons that writers read, delete colleagues' notes, and say how much each check
    # counts.
    LEADS: _OF_MODERATORS
    | {
        "comments.add_rejectionreason",
        "comments.change_rejectionreason",
        "comments.view_rejectionreason",
        "comments.delete_writernote",
        "comments.change_checksetting",
        "comments.view_checksetting",
    },
    EDITORS: frozenset(
        {
            "articles.add_article",
            "articles.change_article",
            "articles.view_article",
            "articles.view_historicalarticle",
            "articles.change_historicalarticle",
            "articles.add_section",
            "articles.change_section",
            "articles.view_section",
        }
    ),
}


def create_missing_groups(
    *, using: str, apps: Apps = installed_apps, verbosity: int = 1, **_signal: Any
) -> None:
    """Follow `post_migrate`, also after a flush.

    Halfway through the migrations there may be no groups yet: a later run makes them.
    """
    try:
        group_model = apps.get_model("auth", "Group")
        permission_model = apps.get_model("auth", "Permission")
    except LookupError:
        return
    there = set(group_model.objects.using(using).values_list("name", flat=True))
    missing = PERMISSIONS.keys() - there
    if not missing:
        return
    for label in _app_labels():
        # Django makes them in the same signal, and perhaps after us.
        create_permissions(_app_config(label), verbosity=verbosity, using=using, apps=apps)
    stored = {
        f"{app_label}.{codename}": permission
        for permission in permission_model.objects.using(using).select_related("content_type")
        for app_label, codename in [(permission.content_type.app_label, permission.codename)]
    }
    for name in sorted(missing):
        group = group_model.objects.using(using).create(name=name)
        group.permissions.set(stored[name] for name in PERMISSIONS[name] if name in stored)


def _app_labels() -> list[str]:
    return sorted({name.partition(".")[0] for names in PERMISSIONS.values() for name in names})


def _app_config(label: str) -> AppConfig:
    return installed_apps.get_app_config(label)
