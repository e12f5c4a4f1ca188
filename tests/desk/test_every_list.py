"""Promises of every list at the desk, whichever package registers it."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.widgets import AutocompleteMixin
from django.contrib.auth.models import Group, Permission
from django.db import connection, models
from django.forms import ModelChoiceField
from django.forms.widgets import Select
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from artistportal.accounts.models import Deed
from artistportal.accounts.services import letters, sign_ins
from artistportal.admin_lists import EstimatingPaginator
from artistportal.admin_reasons import RecordedAdmin
from artistportal.cases.services import visits
from artistportal.cases.services.visits import Purpose
from consent.models import Tool
from tests.cases.visiting import case_of
from tests.desk.support import desk_of, somebody
from tests.factories import maths
from tests.factories.earnings import deal, send, written
from tests.factories.lump_sums import concerning
from tests.factories.roster import (
    NOW,
    ArtistMemberFactory,
    CreditFactory,
    MandateFactory,
    OrganisationMemberFactory,
    PayeeFactory,
    SigningFactory,
    SplitSheetFactory,
)

pytestmark = pytest.mark.django_db

ENDED_HERE = {Authenticator, UserSession}  # a lost factor, a session: taken away one at a time
FEW = {Tool}  # tools are licensed one by one: a few dozen, and a filter names them
REFUSING = {
    "sqlite": "SELECT tbl_name FROM sqlite_master WHERE name LIKE '%_refuses_update'",
    "postgresql": (
        "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%_refuses_change'"
    ),
}


def lists() -> list[ModelAdmin[Any]]:
    return [desk for model, desk in admin.site._registry.items() if model is not Group]


def asked() -> Any:
    """A superuser's request: who may do anything that the desk lets anybody do."""
    request = RequestFactory().get("/admin/")
    request.user = somebody()
    return request


def append_only() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(REFUSING[connection.vendor])
        return {table for (table,) in cursor.fetchall()}


class TestEveryList:
    def test_counts_no_further_than_it_must_and_keeps_what_is_done(self) -> None:
        wrong = [
            str(desk)
            for desk in lists()
            if not issubclass(desk.paginator, EstimatingPaginator)
            or desk.show_full_result_count
            or desk.list_per_page > 100
            or not isinstance(desk, RecordedAdmin)
            or desk.date_hierarchy
        ]

        assert wrong == []

    def test_deletes_nothing(self) -> None:
        request = asked()

        removing = {desk.model for desk in lists() if desk.has_delete_permission(request)}

        assert removing == ENDED_HERE
        assert not any("delete_selected" in desk.get_actions(request) for desk in lists())

    def test_of_an_append_only_table_changes_nothing(self) -> None:
        request, tables = asked(), append_only()
        assert Deed._meta.db_table in tables

        changing = [
            str(desk)
            for desk in lists()
            if desk.model._meta.db_table in tables and desk.has_change_permission(request)
        ]

        assert changing == []

    def test_never_offers_all_rows_of_another_table(self) -> None:
        request = asked()
        wrong = set()
        for desk in lists():
            if not (desk.has_add_permission(request) or desk.has_change_permission(request)):
                continue
            for name, field in desk.get_form(request).base_fields.items():
                if isinstance(field, ModelChoiceField) and not _is_small(field):
                    wrong.add(f"{desk} {name}")

        assert wrong == set()

    def test_filters_by_few_values(self) -> None:
        wrong = []
        for desk in lists():
            for each in desk.list_filter:
                field = desk.model._meta.get_field(each) if isinstance(each, str) else None
                if isinstance(field, models.ForeignKey) and field.related_model not in FEW:
                    wrong.append(f"{desk} {each}")

        assert wrong == []


def _is_small(field: ModelChoiceField[Any]) -> bool:
    widget = getattr(field.widget, "widget", field.widget)
    is_listed = isinstance(widget, Select) and not isinstance(widget, AutocompleteMixin)
    return (
        not is_listed or field.queryset is None or field.queryset.model in {*FEW, Group, Permission}
    )


class TestCosts:
    def test_of_every_list_are_the_same_for_few_rows_and_for_more(
        self, settings: Any, tmp_path: Any
    ) -> None:
        settings.MEDIA_ROOT, settings.ARCHIVE_URL = tmp_path, str(tmp_path / "archive")
        client = desk_of(somebody())
        something_of_everything()
        costs(client)  # content types are read once
        few = costs(client)
        for _ in range(2):
            something_of_everything()
        more = costs(client)

        grown = {name: (few[name], more[name]) for name in few if more[name] > few[name]}
        assert grown == {}
        assert max(more.values()) <= 12


def costs(client: Client) -> dict[str, int]:
    """The number of queries of each list."""
    counts = {}
    for desk in lists():
        meta = desk.model._meta
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
        counts[address] = len(queries)
    return counts


def something_of_everything() -> None:
    agreed = deal()
    label = agreed.licence.organisation
    SigningFactory.create(artist=agreed.artist, organisation=label)
    MandateFactory.create(artist=agreed.artist, organisation=label)
    SplitSheetFactory.create(work=CreditFactory.create(artist=agreed.artist).work)
    OrganisationMemberFactory.create(organisation=label)
    send(agreed.tool, written([agreed.line()]))
    payee = PayeeFactory.create(name=agreed.artist.name, artist=agreed.artist)
    maths.computed(agreed, payee)
    maths.told(payee)
    concerning(agreed)
    owner = ArtistMemberFactory.create(artist=agreed.artist).user
    letters.write(to=[owner], subject="You are asked", text="Please.", now=NOW)
    sign_ins.note("signed_in", owner, by=owner, now=NOW)
    purpose = Purpose(owner, case_of(owner), "She sees no statement.")
    visits.begin(purpose, by=somebody(), now=NOW)
