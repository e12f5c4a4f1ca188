"""Lists of the support desk that open at once, however many rows there are."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.db import connections
from django.db.models import Max, Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from artistportal.admin_reasons import RecordedAdmin

M = TypeVar("M", bound=Model)

MOST_COUNTED = 10_000
POSTGRESQL_ESTIMATE = "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass"


class EstimatingPaginator(Paginator[Any]):
    """Estimates a whole table from what the database knows, and counts a search only so far."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        if self.object_list.query.where:
            return self.object_list.order_by()[: MOST_COUNTED + 1].count()
        return self._estimate()

    def _estimate(self) -> int:
        connection = connections[self.object_list.db]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(POSTGRESQL_ESTIMATE, [self.object_list.model._meta.db_table])
                known = int(cursor.fetchone()[0])
            if known > MOST_COUNTED:
                return known
            return self.object_list.order_by()[: MOST_COUNTED + 1].count()
        return self.object_list.aggregate(last=Max("pk"))["last"] or 0


class BigListAdmin(RecordedAdmin[M]):
    """A table that may have millions of rows: found by search, newest first, counted roughly.

    Nothing is deleted here: what is over gets an end, so that the past can still be told.
    """

    paginator = EstimatingPaginator
    show_full_result_count = False
    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(BigListAdmin[M]):
    """Rows that support reads and nobody edits here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
