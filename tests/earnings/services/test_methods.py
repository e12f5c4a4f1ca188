"""What the other methods would have come to, kept with the month's figures."""

import pytest

from earnings.models import MethodMonth
from tests.factories.earnings import bring, deal

pytestmark = pytest.mark.django_db


def kept() -> dict[str, int]:
    return dict(MethodMonth.objects.values_list("method", "amount_micros"))


class TestOfRuns:
    def test_is_kept_with_the_month_and_replaced_with_it(self) -> None:
        label = deal()
        bring(label.tool, [label.line(line_id="a", quantity=3)])
        assert kept() == dict.fromkeys(("per_use_rate", "pro_rata_usage", "flat_per_work"), 30_000)

        bring(label.tool, [label.line(line_id="b", quantity=1, isrc="QZABC2600001")])

        # 40,000 in all: 30,000 of it by uses, half of it by works.
        assert kept() == {
            "per_use_rate": 30_000,
            "pro_rata_usage": 30_000,
            "flat_per_work": 20_000,
        }
        row = MethodMonth.objects.first()
        assert row is not None
        assert (row.payee, row.licence, row.currency) == (label.payee, label.licence, "EUR")
