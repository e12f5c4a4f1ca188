"""The main links of each kind of account, and the one that is marked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.template import Context
from django.test import RequestFactory

from artistportal.roster.domain.accounts import NOBODY, AccountKind
from artistportal.templatetags.navigation import navigation


def marked(kind: AccountKind, path: str) -> dict[str, str]:
    """The labels shown to such an account on such a page, with their marks."""
    request = RequestFactory().get(path)
    request.account = replace(NOBODY, kind=kind)  # type: ignore[attr-defined]  # as the middleware does
    entries = navigation(Context({"request": request}))["entries"]
    return {entry.label: entry.current for entry in entries}


class TestNavigation:
    def test_has_at_most_seven_entries(self) -> None:
        assert all(len(marked(kind, "/")) <= 7 for kind in AccountKind)

    @pytest.mark.parametrize(
        ("kind", "path", "label", "mark"),
        [
            (AccountKind.ARTIST, "/", "Home", "page"),
            (AccountKind.ARTIST, "/uses/", "Uses", "page"),
            (AccountKind.ARTIST, "/consent/history/", "Consent", "true"),
            (AccountKind.ORGANISATION, "/roster/catalogue/", "Catalogue", "page"),
            (AccountKind.ORGANISATION, "/roster/artists/x/", "Roster", "true"),
            (AccountKind.ORGANISATION, "/consent/artists/x/", "Roster", "true"),
            (AccountKind.ORGANISATION, "/earnings/label/", "Earnings", "page"),
            (AccountKind.ORGANISATION, "/earnings/statements/", "Earnings", "true"),
        ],
    )
    def test_marks_the_entry_that_holds_the_page_and_no_other(
        self, kind: AccountKind, path: str, label: str, mark: str
    ) -> None:
        marks = {name: value for name, value in marked(kind, path).items() if value}

        assert marks == {label: mark}

    def test_marks_nothing_on_a_page_that_is_in_no_entry(self) -> None:
        assert not any(marked(AccountKind.ARTIST, "/help/").values())

    def test_is_empty_for_somebody_who_acts_for_nobody(self) -> None:
        assert marked(AccountKind.NONE, "/") == {}
