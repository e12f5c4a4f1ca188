"""Files of reference rates: the ECB's two forms, and refusals that say where and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnings.domain.exchange_rate_files import BadRates, DayOfRates, read

TODAY = date(2026, 11, 2)
HISTORY = "Date,USD,BGN,\n2026-10-30,1.1172,N/A,\n2025-12-31,1.2,1.9558,\n"


def found(text: str) -> list[DayOfRates]:
    return list(read(text.splitlines(keepends=True), today=TODAY))


class TestRead:
    def test_reads_the_history_with_its_trailing_commas(self) -> None:
        first, second = found(HISTORY)

        assert first == DayOfRates(date(2026, 10, 30), {"USD": Decimal("1.1172")})
        assert second.per_euro == {"USD": Decimal("1.2"), "BGN": Decimal("1.9558")}

    def test_reads_the_day_s_file_with_its_blanks(self) -> None:
        (day,) = found("Date, USD, JPY, \n30 October 2026, 1.1172, 170.5, \n")

        assert day == DayOfRates(
            date(2026, 10, 30), {"USD": Decimal("1.1172"), "JPY": Decimal("170.5")}
        )

    def test_needs_no_trailing_comma(self) -> None:
        assert found(HISTORY.replace(",\n", "\n")) == found(HISTORY)

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "has no rates"),
            ("Date,USD,\n", "has no rates"),
            ("Time,USD,\n", "Line 1 is not the header"),
            ("Date\n", "Line 1 is not the header"),
            ("Date,dollars,\n", "Line 1: “dollars” is no currency"),
            ("Date,EUR,\n", "Line 1: “EUR” is no currency"),
            ("Date,USD,USD,\n", "names a currency twice"),
            ("Date,USD,\n30/10/2026,1.1,\n", "Line 2, Date: “30/10/2026” is no day"),
            ("Date,USD,\n2026-02-30,1.1,\n", "Line 2, Date: “2026-02-30” is no day"),
            ("Date,USD,\n2026-11-04,1.1,\n", "Line 2, Date: 2026-11-04 .* has not come yet"),
            ("Date,USD,\n1998-12-31,1.1,\n", "before the euro"),
            ("Date,USD,\n2026-10-30,1.1,2,\n", "Line 2 has 2 rates, the header names 1"),
            ("Date,USD,\n2026-10-30\n", "Line 2 has 0 rates"),
            ("Date,USD,\n2026-10-30,0,\n", "Line 2, USD: “0” is no rate"),
            ("Date,USD,\n2026-10-30,-1,\n", "“-1” is no rate"),
            ("Date,USD,\n2026-10-30,NaN,\n", "“NaN” is no rate"),
            ("Date,USD,\n2026-10-30,1e9,\n", "“1e9” is no rate"),
            ("Date,USD,\n2026-10-30,1.123456789,\n", "is no rate"),
            ("Date,USD,\n2026-10-30,١,\n", "is no rate"),
            ("Date,USD,\n2026-10-30,\x001,\n", "Line 2 is no text"),
            ("Date,USD,\n2026-10-30," + "1" * 10_000 + ",\n", "Line 2 is longer"),
            (HISTORY + "2026-10-30,1.1172,N/A,\n", "Line 4: 2026-10-30 stands in the file twice"),
        ],
    )
    def test_refuses_with_line_and_cure(self, text: str, sentence: str) -> None:
        with pytest.raises(BadRates, match=sentence):
            found(text)

    @given(st.text(max_size=60), st.integers(0, len(HISTORY)))
    @settings(max_examples=100)
    def test_takes_any_text_or_refuses_it(self, text: str, at: int) -> None:
        try:
            days = found(HISTORY[:at] + text + HISTORY[at:])
        except BadRates:
            return

        assert all(rate > 0 for day in days for rate in day.per_euro.values())
