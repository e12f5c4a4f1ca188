"""What several providers say of one output: kept side by side, shown, and one of them counted."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from earnings.models import ArtistUse, AttributionMonth
from tests.factories.earnings import balance, bring, deal
from tests.factories.roster import ArtistMemberFactory

pytestmark = pytest.mark.django_db


class TestOfMonth:
    def test_keeps_each_provider_and_counts_the_output_once(self, client: Client) -> None:
        label = deal()
        one = label.line(
            line_id="a",
            output_id="o",
            attribution_weight="0.12",
            attribution_method="embedding",
            attribution_provider="Attrib",
            attribution_confidence="0.8",
        )
        rows = [
            one,
            one | {"line_id": "b", "attribution_provider": "Sourcer", "attribution_weight": "0.31"},
            one | {"line_id": "c", "output_id": "p", "attribution_weight": "0.2"},
        ]
        member = ArtistMemberFactory.create(artist=label.artist)

        report = bring(label.tool, rows)

        said = AttributionMonth.objects.filter(work=label.work).order_by("provider")
        assert list(
            said.values_list("provider", "outputs", "lowest_ppm", "highest_ppm", "disputed_outputs")
        ) == [("Attrib", 2, 120_000, 200_000, 1), ("Sourcer", 1, 310_000, 310_000, 1)]
        assert report.excluded_lines == 0
        assert ArtistUse.objects.get(artist=label.artist).units == 2
        assert balance(payee=label.payee) == 20_000
        client.force_login(member.user)
        page = " ".join(client.get(reverse("earnings:uses")).content.decode().split())
        assert (
            "attributed by Attrib (embedding), 12.0% to 20.0%, confidence 80.0%, providers disagree"
            " on 1 output<"
        ) in page
        table = client.get(reverse("earnings:uses_csv")).getvalue().decode("utf-8-sig")
        assert "Attrib; Sourcer,0.12; 0.31,0.20; 0.31,0.80; 0.80,1; 1" in table
