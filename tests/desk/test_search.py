"""One search for what people quote: exact or by its beginning, and always written down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from artistportal.accounts.models import Deed
from artistportal.desk.domain import searches
from tests.cases.visiting import case_of
from tests.desk.support import desk_of, somebody
from tests.factories.accounts import UserFactory
from tests.factories.earnings import deal
from tests.factories.roster import (
    ArtistFactory,
    ArtistMemberFactory,
    CompositionFactory,
    OrganisationFactory,
    RecordingFactory,
)
from tests.roster.bulk import record

SEARCH = "/admin/search/"


class TestRead:
    @pytest.mark.parametrize(
        ("typed", "letters", "number"),
        [
            ("S-000123", "S", 123),
            (" s123 ", "S", 123),
            ("RUN-7", "RUN", 7),
            ("Noor", "", 0),
            ("USSM19803037", "", 0),
            ("P-9999999999", "", 0),
        ],
    )
    def test_knows_numbers_as_people_quote_them(
        self, typed: str, letters: str, number: int
    ) -> None:
        asked = searches.read(typed)

        assert (asked.letters, asked.number) == (letters, number)

    def test_knows_public_ids_and_keeps_text_short_and_clean(self) -> None:
        identity = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"

        assert searches.read(identity).public_id == UUID(identity)
        assert searches.read(f"  a \0 b{'c' * 200}").text == f"a b{'c' * 200}"[:100]


@pytest.mark.django_db
class TestSearch:
    def found(self, typed: str, *leave: str) -> dict[str, list[str]]:
        answer = desk_of(somebody(*leave)).post(SEARCH, {"q": typed})
        assert answer.status_code == 200
        return {kind: [hit.title for hit in hits] for kind, hits in answer.context["found"]}

    def test_finds_people_artists_and_organisations_by_their_beginning(self) -> None:
        UserFactory.create(name="Mara Lindqvist", email="lind@example.org")
        ArtistFactory.create(name="Lindqvist")
        OrganisationFactory.create(name="lindgren")
        ArtistFactory.create(name="Mara Lind")

        assert self.found("lind") == {
            "Artists": ["Lindqvist"],
            "Organisations": ["lindgren"],
            "People": ["lind@example.org"],
        }
        assert self.found("mara l")["People"] == ["lind@example.org"]
        assert self.found("LIND@example.org") == {"People": ["lind@example.org"]}

    @pytest.mark.parametrize("typed", ["%", "_", "a", "", "%nd", "lind@"])
    def test_dumps_nothing_for_a_wildcard_or_a_letter(self, typed: str) -> None:
        ArtistFactory.create(name="Lindqvist")
        UserFactory.create(email="lind@example.org", name="a")

        assert self.found(typed) == {}

    def test_finds_what_has_a_number_or_an_id(self) -> None:
        agreed = deal()
        case = case_of(ArtistMemberFactory.create(artist=agreed.artist).user)
        recording = RecordingFactory.create(isrc="GBAAA2500001", title="Salt Roads")
        composition = CompositionFactory.create()

        assert self.found("GB-AAA-25-00001") == {"Works": [str(recording)]}
        assert self.found(composition.iswc or "") == {"Works": [str(composition)]}
        assert self.found(agreed.licence.code) == {"Licences": [str(agreed.licence)]}
        assert self.found(case.code) == {"Cases": [str(case)]}
        assert self.found(str(case.public_id)) == {"Cases": [str(case)]}
        assert self.found(str(agreed.artist.public_id)) == {"Artists": [agreed.artist.name]}
        assert "Decisions" in self.found("D-1")

    def test_shows_only_what_its_reader_has_leave_to_see(self) -> None:
        UserFactory.create(name="Lindqvist")
        ArtistFactory.create(name="Lindqvist")

        assert set(self.found("lind", "view_artist")) == {"Artists"}

    def test_is_written_down_and_in_no_address(self) -> None:
        sam = somebody()
        ArtistFactory.create(name="Lindqvist")

        desk_of(sam).post(SEARCH, {"q": "lind"})
        desk_of(sam).get(f"{SEARCH}?q=lind")

        deed = Deed.objects.get(verb="desk.searched")
        assert (deed.by, deed.door, deed.after) == (sam, "admin", {"searched": "lind", "found": 1})

    def test_asks_the_same_number_of_times_over_thousands_of_works(
        self, django_assert_max_num_queries: Any
    ) -> None:
        record(OrganisationFactory.create(), ArtistFactory.create(), 2_000)
        client = desk_of(somebody())

        with django_assert_max_num_queries(20):
            client.post(SEARCH, {"q": "song"})
