"""The lines of the consent centre."""

from __future__ import annotations

import pytest

from artistportal.roster.domain.uses import Use
from consent import permissions
from consent.queries import centre
from tests.factories.consent import TermsFactory, owner_of
from tests.factories.roster import NOW, CreditFactory

pytestmark = pytest.mark.django_db


class TestUseLines:
    def test_show_what_may_be_allowed_before_everything_else(self) -> None:
        artist = CreditFactory.create().artist
        terms = TermsFactory.create(
            licence__organisation=artist.works.get().rights_holder,
            licence__uses=frozenset({Use.REMIX, Use.DISCOVERY}),
        )
        authority = permissions.authority(owner_of(artist), artist, None, NOW)

        lines = centre.use_lines(centre.known(artist.pk, None, NOW), terms.licence.tool, authority)

        assert [line.use for line in lines if line.may_say_yes] == [Use.REMIX, Use.DISCOVERY]
        assert [line.use for line in lines[:2]] == [Use.REMIX, Use.DISCOVERY]
        assert {line.use for line in lines} == set(Use)
