"""The text of a notice."""

from __future__ import annotations

from datetime import date

import pytest

from artistportal.cases.domain import takedowns
from artistportal.cases.domain.kinds import HAS_APPEARANCES, CaseKind
from artistportal.cases.domain.takedowns import Takedown


@pytest.mark.parametrize("kind", sorted(HAS_APPEARANCES), ids=str)
def test_names_who_what_where_and_by_when(kind: CaseKind) -> None:
    text = takedowns.notice(
        Takedown(
            kind=kind,
            case="CS-000007",
            artist="Noor {x}",
            signed_by="Ada",
            platform="Tube",
            address="https://tube.example/fake?a={b}",
            found_on=date(2026, 3, 1),
            written_on=date(2026, 3, 2),
        )
    )

    assert text.startswith("To Tube\n\nOur reference: CS-000007\n\nI write for Noor {x}.")
    assert "Where: https://tube.example/fake?a={b}\nFound on: 1 March 2026" in text
    assert "within seven days" in text
    assert text.endswith("Ada\n2 March 2026")
