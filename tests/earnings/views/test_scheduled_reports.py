"""An artist's tables that come by themselves: planned on the page, by those who see the money."""

from __future__ import annotations

import pytest
from django.test import Client

from artistportal.roster.models import Payee
from earnings.models import ScheduledReport
from tests.factories.earnings import bring, deal
from tests.factories.roster import ArtistMemberFactory

pytestmark = pytest.mark.django_db

PAGE = "/earnings/reports/"


class TestArtist:
    def test_plans_the_table_that_was_in_view(self, client: Client) -> None:
        label = deal()
        Payee.objects.filter(pk=label.payee.pk).update(artist=label.artist)
        bring(label.tool, [label.line(quantity=3)])
        client.force_login(ArtistMemberFactory.create(artist=label.artist).user)

        offered = client.get(f"{PAGE}?period=all&nonsense=1").text
        refused = client.post(PAGE, {"name": "Mine", "every": "week", "table": "other"})
        client.post(PAGE, {"name": "Mine", "every": "week", "table": "work", "query": "period=all"})

        assert "nonsense" not in offered.split("<form")[-1]
        assert refused.status_code == 422
        report = ScheduledReport.objects.get()
        assert report.query.startswith("period=all&")
        assert report.query.endswith("&currency=EUR&table=work")
        assert "/earnings/?period=all" in client.get(PAGE).text

    def test_is_refused_to_who_does_not_see_the_money(self, client: Client) -> None:
        member = ArtistMemberFactory.create(sees_money=False)
        client.force_login(member.user)

        client.post(PAGE, {"name": "Mine", "every": "week", "table": "work"})

        assert "does not include the money" in client.get(PAGE).text
        assert not ScheduledReport.objects.exists()
