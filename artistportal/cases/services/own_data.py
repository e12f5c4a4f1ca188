"""What the cases keep about a person: those they opened, and what was said in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from artistportal.accounts.models import User
from artistportal.accounts.services.your_data import Piece, Source, table, written
from artistportal.cases.models import Case, Message

ROWS_AT_ONCE = 1_000


def pieces(user: User, _now: datetime) -> Iterable[Piece]:
    """Cases and messages; notes within support are not theirs."""
    opened = Case.objects.filter(opened_by=user).order_by("number")
    yield table(
        "cases.csv",
        ("case", "kind", "state", "title", "about", "opened_at", "outcome"),
        (
            (c.code, c.kind, c.state, c.title, c.subject_label, written(c.opened_at), c.outcome)
            for c in opened.iterator(ROWS_AT_ONCE)
        ),
    )
    said = Message.objects.filter(case__opened_by=user, is_note=False)
    said = said.select_related("case", "by").order_by("pk")
    yield table(
        "messages.csv",
        ("case", "at", "by", "text"),
        (
            (
                m.case.code,
                written(m.at),
                "Support" if m.from_support else str(m.by),
                m.text,
            )
            for m in said.iterator(ROWS_AT_ONCE)
        ),
    )


SOURCE = Source("The cases that you opened, and what was said in them.", pieces)
