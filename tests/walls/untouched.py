"""Whether something that somebody tries leaves our rows as they were, and by themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import ForeignKey, Model, Q

from tests.factories.worlds import World
from tests.walls.walking import Answer

WRITE = re.compile(r'(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)')

# Everybody may speak of a tool, anybody may write to a person, and the site signs for all.
OPEN_TO_ALL = {"Tool", "Provider", "User", "SigningKey"}

# Whoever rings for notices that are due rings for everybody's.
BELLS = {("WebhookEndpoint", "rung_at"), ("WebhookEndpoint", "state")}


class Untouched:
    """Our rows as they stood, and what of others' stood in relation to them."""

    def __init__(self, ours: World) -> None:
        self._rows = ours.rows
        self._stood = {model: self._told(model) for model in ours.rows}
        self._tables = {model._meta.db_table: model for model in ours.rows}

    def after(self, act: Callable[[], Answer]) -> tuple[Answer, set[str]]:
        """What came of an act, and the models of which a row of ours, or one that names ours, is
        another than before. The act is taken back.
        """
        written: set[str] = set()

        def note(execute: Any, sql: str, *rest: Any) -> Any:
            written.update(WRITE.findall(sql))
            return execute(sql, *rest)

        with transaction.atomic():
            with connection.execute_wrapper(note):
                answer = act()
            models = {self._tables[table] for table in written if table in self._tables}
            touched = {m.__name__ for m in models if self._told(m) != self._stood[m]}
            transaction.set_rollback(True)
        return answer, touched

    def _told(self, model: type[Model]) -> list[tuple[Any, ...]]:
        return sorted(self._concerned(model), key=repr)

    def _concerned(self, model: type[Model]) -> Iterator[tuple[Any, ...]]:
        about = Q(pk__in=self._rows[model])
        for field in model._meta.concrete_fields:
            to = field.related_model if isinstance(field, ForeignKey) else None
            if isinstance(to, type) and to.__name__ not in OPEN_TO_ALL and to in self._rows:
                about |= Q(**{f"{field.name}__in": self._rows[to]})
        fields = model._meta.concrete_fields
        named = [f.attname for f in fields if (model.__name__, f.name) not in BELLS]
        return iter(model._default_manager.filter(about).order_by("pk").values_list(*named))
