"""Whose consent a page is about, said in its title."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.consent.views.stage import Stage

pytestmark = pytest.mark.django_db


class TestTitles:
    @pytest.mark.parametrize("below", ["bulk/", "history/", "notices/", "why/"])
    def test_name_the_artist_to_a_label(self, below: str) -> None:
        stage = Stage()
        client = Client()
        client.force_login(stage.rep().user)

        page = client.get(f"/consent/artists/{stage.artist.public_id}/{below}").content.decode()

        assert f": {stage.artist.name}" in page.split("</title>")[0]
