"""A field that stores nothing but what an article consists of."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.body.reading import clean_body


class BodyField(models.TextField):  # type: ignore[type-arg] # not generic when it runs
    """HTML that is cleaned on every way into the database: save, bulk_create, update, fixtures.

    What a form has cleaned already passes as it is: nobody waits for it in the transaction.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean_body(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if isinstance(value, str):
            # Drivers know strings, not what is made of them.
            value = str(clean_body(value))
        return super().get_db_prep_save(value, connection)

    def deconstruct(self) -> Any:
        """Look like plain text to migrations: what is cleaned is not the table's concern."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
