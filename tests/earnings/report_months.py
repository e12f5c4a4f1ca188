"""Five tools that each report four months of use: `python -m tests.earnings.report_months`.

Nobody rings for the reports: the sweep finds them.
"""

from __future__ import annotations

import django

django.setup()

from tests.factories.earnings import deal, send, written  # noqa: E402  # needs Django set up

TOOLS = 5
MONTHS = ("2025-11", "2025-12", "2026-01", "2026-02")


def main() -> None:
    for number in range(TOOLS):
        label = deal()
        rows = [
            label.line(used_at=f"{month}-{day:02d}", quantity=number + day, use=use)
            for month in MONTHS
            for day in (3, 12, 25)
            for use in ("discovery", "analysis")
        ]
        rows += [label.line(used_at=f"{month}-09", isrc="QZABC2600001") for month in MONTHS]
        send(label.tool, written(rows), name=f"report-{number}.tsv")


main()
