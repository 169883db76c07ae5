"""How much each check of screening counts: lead moderators set it here."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.admin.measured import MeasuredOver, measured_over
from comments.admin.trial import TriableAdmin, record_in_words
from comments.models import CheckSetting
from comments.screening import CHECKS, SURE, Check, find_check
from comments.screening.rules import Trial, records_of_checks, try_threshold


@admin.register(CheckSetting)
class CheckSettingAdmin(TriableAdmin):
    list_display = ["label", "about", "mode", "spam_from", "found"]
    list_filter = [MeasuredOver]
    list_display_links = ["label"]
    fields = ["about", "mode", "sure_from"]
    readonly_fields = ["about"]
    radio_fields = {"mode": admin.VERTICAL}
    actions = None

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[CheckSetting]:
        """Leave out what was a check in an earlier release."""
        names = [check.name for check in CHECKS]
        return super().get_queryset(request).filter(check_name__in=names)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        _add_missing_settings()
        changelist = super().get_changelist_instance(request)
        records = records_of_checks(last=measured_over(changelist))
        settings: Any = changelist.result_list
        for setting in settings:
            setting.record = records.get(setting.check_name)
        return changelist

    def get_fields(self, request: HttpRequest, obj: CheckSetting | None = None) -> Any:
        """Offer no threshold where a check never calls a comment spam."""
        fields = list(super().get_fields(request, obj))
        if obj and not _check_of(obj).may_call_spam:
            fields.remove("sure_from")
        return fields

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["subtitle"] = _check_of(context["original"]).label
        return super().render_change_form(request, context, *args, **kwargs)

    def try_on_past(self, request: HttpRequest, rule: CheckSetting, *, last: int) -> Trial | None:
        del request
        if rule.sure_from is None:
            return None
        return try_threshold(rule.check_name, rule.sure_from, last=last)

    @admin.display(description=_("check"))
    def label(self, setting: CheckSetting) -> Any:
        return _check_of(setting).label

    @admin.display(description=_("what it looks for"))
    def about(self, setting: CheckSetting) -> Any:
        return _check_of(setting).about

    @admin.display(description=_("spam from"))
    def spam_from(self, setting: CheckSetting) -> str:
        if not _check_of(setting).may_call_spam or setting.sure_from is None:
            return gettext("never alone")
        return gettext("%(percent)d %%") % {"percent": setting.sure_from}

    @admin.display(description=_("found"))
    def found(self, setting: Any) -> str:
        return record_in_words(setting.record)


def _check_of(setting: CheckSetting) -> Check:
    return find_check(setting.check_name)


def _add_missing_settings() -> None:
    """Give every check a row that says what holds without one."""
    there = set(CheckSetting.objects.values_list("check_name", flat=True))
    CheckSetting.objects.bulk_create(
        [
            CheckSetting(
                check_name=check.name,
                sure_from=round(SURE * 100) if check.may_call_spam else None,
            )
            for check in CHECKS
            if check.name not in there and not check.is_always_watched
        ],
        ignore_conflicts=True,
    )
