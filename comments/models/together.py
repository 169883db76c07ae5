"""What several querysets find, in one query: small tables are asked together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.db.models import (
    AutoField,
    BigIntegerField,
    Expression,
    Field,
    ForeignKey,
    Model,
    QuerySet,
    Value,
    Window,
)
from django.db.models.functions import Cast, RowNumber

# Where a row comes from and its place there, before its columns.
_HEAD: Final = 2
_Columns: TypeAlias = Mapping[str, Field[Any, Any]]


def load_together(*querysets: QuerySet[Any]) -> list[list[Any]]:
    """Return what each queryset finds, in its own order, as it would by itself.

    They are models, with what `only` leaves of their own columns, and those whose foreign keys
    `select_related` names. Columns that have one name have to be of one type. No queryset may be
    cut off at a number.
    """
    asked = [_Asked.from_queryset(queryset) for queryset in querysets]
    every = {name: column for one in asked for name, column in one.columns.items()}
    first, *rest = (one.as_rows(index, every) for index, one in enumerate(asked))
    found: list[list[Any]] = [[] for _one in asked]
    for row in sorted(first.union(*rest, all=True), key=lambda row: row[:_HEAD]):
        found[row[0]].append(asked[row[0]].build(dict(zip(every, row[_HEAD:], strict=True))))
    return found


@dataclass(frozen=True)
class _Asked:
    """A queryset with its columns, by the names that queries use, and what it follows."""

    queryset: QuerySet[Any]
    own: Sequence[str]
    followed: Sequence[ForeignKey[Any, Any]]
    columns: _Columns

    @classmethod
    def from_queryset(cls, queryset: QuerySet[Any]) -> "_Asked":
        meta = queryset.model._meta  # noqa: SLF001
        names = queryset.query.select_related or {}
        followed = [meta.get_field(name) for name in names] if isinstance(names, dict) else []
        own = {field.attname: field for field in _loaded(queryset)}
        columns = own | {
            f"{key.name}__{field.attname}": field
            for key in followed
            for field in key.related_model._meta.concrete_fields  # noqa: SLF001
        }
        return cls(queryset, list(own), followed, columns)

    def as_rows(self, index: int, every: _Columns) -> QuerySet[Any, Any]:
        """Return the rows with the columns of all, which are null where they are not its own."""
        meta = self.queryset.model._meta  # noqa: SLF001
        order = list(self.queryset.query.order_by or meta.ordering)
        place = Window(RowNumber(), order_by=order) if order else Value(0)
        columns = [name if name in self.columns else _null(every[name]) for name in every]
        # `values_list` leaves out what `only` and `select_related` had asked for.
        return self.queryset.order_by().values_list(Value(index), place, *columns)

    def build(self, row: Mapping[str, Any]) -> Model:
        built = _build(self.queryset, self.queryset.model, {name: row[name] for name in self.own})
        for key in self.followed:
            fields = key.related_model._meta.concrete_fields  # noqa: SLF001
            related = {field.attname: row[f"{key.name}__{field.attname}"] for field in fields}
            is_there = row[key.attname] is not None
            setattr(
                built,
                key.name,
                _build(self.queryset, key.related_model, related) if is_there else None,
            )
        return built


def _loaded(queryset: QuerySet[Any]) -> list[Field[Any, Any]]:
    """Return the columns of the model itself that the queryset loads."""
    fields = list(queryset.model._meta.concrete_fields)  # noqa: SLF001
    names, is_deferring = queryset.query.deferred_loading
    if is_deferring:
        return [field for field in fields if field.name not in names]
    return [field for field in fields if field.primary_key or field.name in names]


def _null(field: Field[Any, Any]) -> Expression:
    """Return the null of that column's type, without which PostgreSQL takes it for a text."""
    kind = field.target_field if isinstance(field, ForeignKey) else field
    return Cast(Value(None), BigIntegerField() if isinstance(kind, AutoField) else kind)


def _build(queryset: QuerySet[Any], model: type[Model], row: Mapping[str, Any]) -> Model:
    return model.from_db(queryset.db, list(row), list(row.values()))
