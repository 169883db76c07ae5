"""The admin, whatever its addresses say."""

from collections.abc import Callable, Iterable
from functools import partial, wraps
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.options import TO_FIELD_VAR, IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts import guard
from newsroom.database import is_outage
from newsroom.health import examine

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class CarefulChangeList(ChangeList):
    """A list that says that it cannot be asked so, instead of failing.

    Django does the same for what fails while it puts a query together, but not for what fails
    once that is asked: a number beyond a column's, a NUL, the year 0, a range of one letter.
    """

    def get_results(self, request: HttpRequest) -> None:
        try:
            super().get_results(request)
        # As Django does: nothing else tells what a lookup makes of what was typed.
        except Exception as error:
            # What fails without having been asked for anything is a fault of ours. The admin
            # leads whoever asked for nonsense to this list. A database that is away is neither.
            if is_outage(error) or not self.filter_params:
                raise
            raise IncorrectLookupParameters from error


def _careful(_model_admin: ModelAdmin[Any], _request: HttpRequest, **_how: Any) -> type[ChangeList]:
    return CarefulChangeList


def _by_its_own_filters(
    admin_class: type[ModelAdmin[Any]],
) -> Callable[[ModelAdmin[Any], str, str, HttpRequest], bool]:
    """Return what lets a list be asked by its own filters, and not by any column of its table.

    Django lets through every column, shown or not. Who may not see an address or a network could
    read one letter by letter: by which rows `network__startswith` leaves in the list.
    """

    def lookup_allowed(
        model_admin: ModelAdmin[Any], lookup: str, value: str, request: HttpRequest
    ) -> bool:
        offered = {"pk", "id", model_admin.date_hierarchy}
        for one in model_admin.get_list_filter(request):
            name: Any = one[0] if isinstance(one, list | tuple) else one
            offered.add(getattr(name, "parameter_name", name))
        is_offered = any(lookup == name or lookup.startswith(f"{name}__") for name in offered)
        return is_offered and admin_class.lookup_allowed(model_admin, lookup, value, request)

    return lookup_allowed


class Site(AdminSite):
    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin[Any]] | None = None,
        **options: Any,
    ) -> None:
        careful = {
            "get_changelist": _careful,
            "lookup_allowed": _by_its_own_filters(admin_class or ModelAdmin),
        }
        super().register(model_or_iterable, admin_class, **careful | options)

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # noqa: FBT001, FBT002 # Django's
        return super().admin_view(_refusing_empty_field(view), cacheable)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        problems = examine().problems if request.user.has_perm("comments.see_health") else []
        return super().index(request, {"problems": problems} | (extra_context or {}))

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return guard.log_in(request, partial(super().login, extra_context=extra_context))

    def password_change(  # type: ignore[override] # it redirects, whatever its stub says
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return guard.change_password(
            request, partial(super().password_change, extra_context=extra_context)
        )


def _refusing_empty_field(view: View) -> View:
    """Refuse a field without a name: Django judges only the names that are there."""

    @wraps(view)
    def refusing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "" in {request.GET.get(TO_FIELD_VAR), request.POST.get(TO_FIELD_VAR)}:
            raise BadRequest(f"{TO_FIELD_VAR} names no field.")
        return view(request, *args, **kwargs)

    return cast("View", refusing)
