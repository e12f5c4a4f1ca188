"""Claims found among lines: the same as asking the rule's spans line by line."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from earnings.domain import claims
from earnings.domain.claims import FOUND_SCHEMA, Key, Withdrawal
from earnings.domain.clearings import CLASS_SCHEMA, GROUP_SCHEMA, SPAN_SCHEMA, Consent
from earnings.domain.licensing import Agreement
from earnings.domain.lines import check_schema
from tests.earnings.domain.frames import lines

FIRST = datetime(2026, 2, 1, tzinfo=UTC)
NO_AT = datetime(2026, 2, 15, 12, tzinfo=UTC)
UNTIL = datetime(2026, 3, 1, tzinfo=UTC)
SUCCEEDED_AT = datetime(2026, 2, 20, tzinfo=UTC)
SECOND = timedelta(seconds=1)
# Work 1 is refused from NO_AT on, work 2 was never answered for, of work 3 nothing is known.
CONSENT = Consent(
    groups=pl.DataFrame([(w, "discovery", w) for w in (1, 2, 3)], GROUP_SCHEMA, orient="row"),
    classes=pl.DataFrame([("DE", 0)], CLASS_SCHEMA, orient="row"),
    spans=pl.DataFrame(
        [
            (1, 0, FIRST, NO_AT, True, "allowed"),
            (1, 0, NO_AT, UNTIL, False, "said_no"),
            (2, 0, FIRST, UNTIL, False, "silence"),
            (3, 0, FIRST, UNTIL, False, "no_work_found"),
        ],
        SPAN_SCHEMA,
        orient="row",
    ),
)
AGREEMENTS = {
    7: [
        Agreement(1, ["discovery"], None, FIRST, SUCCEEDED_AT),
        Agreement(2, ["discovery"], None, SUCCEEDED_AT, None),
    ]
}


def used(*rows: tuple[int, int, datetime, timedelta, int]) -> pl.LazyFrame:
    """Lines of (work, organisation, when, how long, how often)."""
    made = lines(
        *({"used_from": at, "used_until": at + long, "quantity": n} for _, _, at, long, n in rows)
    )
    works = pl.Series("work", [row[0] for row in rows], pl.Int64)
    owners = pl.Series("organisation", [row[1] for row in rows], pl.Int64)
    return made.collect().with_columns(works, owners).lazy()


def expected(rows: list[tuple[int, int, datetime, timedelta, int]]) -> dict[Key, int]:
    found: Counter[Key] = Counter()
    for work, organisation, at, long, quantity in rows:
        is_refused = work == 2 or (work == 1 and at + long > NO_AT)
        if is_refused and quantity:
            licence = None if organisation != 7 else 1 if at < SUCCEEDED_AT else 2
            reason = "silence" if work == 2 else "said_no"
            found[Key(work, "discovery", licence, reason)] += quantity
    return dict(found)


MOMENTS = st.integers(0, 27 * 86_400).map(lambda seconds: FIRST + seconds * SECOND)
LINES = st.tuples(
    st.sampled_from([1, 2, 3]),
    st.sampled_from([7, 8]),
    MOMENTS,
    st.sampled_from([SECOND, timedelta(hours=3), timedelta(days=1)]),
    st.integers(0, 9),
)


class TestGathered:
    @given(st.lists(LINES, min_size=1, max_size=12))
    def test_are_what_the_spans_refuse_line_by_line(
        self, rows: list[tuple[int, int, datetime, timedelta, int]]
    ) -> None:
        found = claims.gathered(used(*rows), CONSENT, AGREEMENTS)

        check_schema(found, FOUND_SCHEMA)
        units = {Key(*row[:4]): row[4] for row in found.iter_rows()}
        assert units == expected(rows)

    def test_name_the_first_and_last_use_and_every_report(self) -> None:
        late = NO_AT + timedelta(days=2)
        rows = used((1, 7, late, SECOND, 2), (1, 7, NO_AT, SECOND, 1))
        two = rows.with_columns(report=pl.Series([9, 4], dtype=pl.Int64))

        (found,) = claims.gathered(two, CONSENT, AGREEMENTS).iter_rows(named=True)

        assert (found["units"], found["reports"]) == (3, [4, 9])
        assert (found["first_used_at"], found["last_used_at"]) == (NO_AT, late)
        assert found["refused_until"] == NO_AT + SECOND


class TestWithdrawal:
    def test_says_why(self) -> None:
        key = Key(1, "discovery", 1, "said_no")
        other = claims.gathered(used((1, 8, NO_AT, SECOND, 1)), CONSENT, AGREEMENTS)

        assert claims.withdrawal(key, set(), claims.NOTHING) is Withdrawal.NOT_REPORTED
        reported = {(1, "discovery")}
        assert claims.withdrawal(key, reported, claims.NOTHING) is Withdrawal.CLEARED
        assert claims.withdrawal(key, reported, other) is Withdrawal.OTHER_CLAIM
