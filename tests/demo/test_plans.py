"""The tale before it is carried out: the same for a seed, and believable in its parts."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from artistportal.demo import cast, plans, tools
from artistportal.demo.plans import Plan
from artistportal.demo.timeline import FULL, SMALL, Timeline
from artistportal.roster.domain import identifiers
from artistportal.roster.domain.uses import Use, WorkKind

AS_OF = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def full() -> Plan:
    return plans.draw(FULL, AS_OF)


@pytest.fixture(scope="module")
def small() -> Plan:
    return plans.draw(SMALL, AS_OF)


class TestDraw:
    def test_gives_the_same_tale_for_the_same_seed(self, small: Plan) -> None:
        again = plans.draw(SMALL, AS_OF)

        assert again.catalogue == small.catalogue
        assert again.choices == small.choices
        assert again.licences == small.licences
        tool, month = tools.BY_SLUG["tarn-radio"], small.timeline.months[-1]
        assert again.usage.draw(tool, month).equals(small.usage.draw(tool, month))

    def test_gives_another_tale_for_another_seed(self, small: Plan) -> None:
        other = plans.draw(SMALL, AS_OF, seed="another")

        assert other.catalogue != small.catalogue

    @pytest.mark.parametrize("day", ["2026-01-01", "2026-03-01", "2028-02-29", "2026-12-31"])
    def test_ends_with_the_month_before_whatever_the_day(self, day: str) -> None:
        as_of = datetime.fromisoformat(day).replace(tzinfo=UTC)

        plan = plans.draw(SMALL, as_of)

        last = plan.timeline.months[-1]
        assert last.until_at == as_of.replace(day=1)
        assert all(choice.given_at < as_of for choice in plan.choices)


class TestTimeline:
    def test_holds_whole_months_before_the_moment(self) -> None:
        timeline = Timeline.ending(AS_OF, months=24)

        assert [str(timeline.months[0]), str(timeline.months[-1])] == ["2024-11", "2026-10"]


class TestCast:
    def test_has_45_acts_on_the_label_and_two_of_their_own(self, full: Plan) -> None:
        houses = Counter(act.house for act in full.people.acts())

        assert houses == {cast.LABEL: 45, cast.WREN: 1, cast.DIEGO: 1}

    def test_gives_everybody_identifiers_that_hold(self, full: Plan) -> None:
        artists = full.people.artists.values()

        assert all(identifiers.parse_isni(artist.isni) == artist.isni for artist in artists)
        assert all(identifiers.parse_ipi(artist.ipi) == artist.ipi for artist in artists)
        assert len({artist.isni for artist in artists}) == len(artists)

    def test_writes_names_from_many_languages_in_ascii(self) -> None:
        assert cast.slug("Dagný Ísleifsdóttir Berg") == "dagny-isleifsdottir-berg"
        assert cast.slug("Emre Dağlıcalı") == "emre-daglicali"


class TestCatalogue:
    def test_has_about_2400_works(self, full: Plan) -> None:
        kinds = Counter(work.kind for work in full.catalogue.works.values())

        assert 2300 <= kinds.total() <= 2500
        assert kinds[WorkKind.RECORDING] > kinds[WorkKind.COMPOSITION] > kinds[WorkKind.VOICE] > 40

    def test_gives_works_identifiers_that_hold(self, full: Plan) -> None:
        for work in full.catalogue.works.values():
            assert not work.isrc or identifiers.parse_isrc(work.isrc) == work.isrc
            assert not work.isrc or identifiers.isrc_warning(work.isrc) is None
            assert not work.iswc or identifiers.parse_iswc(work.iswc) == work.iswc

    def test_splits_every_work_whole_but_for_a_few(self, full: Plan) -> None:
        works = full.catalogue.works.values()
        missing = [work for work in works if not work.shares]

        assert all(sum(work.shares.values()) == 100 for work in works if work.shares)
        assert all(min(work.shares.values()) > 0 for work in works if work.shares)
        assert 5 <= len(missing) <= 40

    def test_never_gives_an_act_one_title_twice(self, full: Plan) -> None:
        songs = full.catalogue.of_kind(WorkKind.COMPOSITION)

        assert len({(song.act, song.title) for song in songs}) == len(songs)

    def test_has_the_vetoing_writer_on_songs_of_others(self, full: Plan, small: Plan) -> None:
        for plan in (full, small):
            songs = plan.catalogue.of_kind(WorkKind.COMPOSITION)
            assert any(cast.VETOING_WRITER in song.holders for song in songs)


class TestLicences:
    def test_has_14_tools_of_9_providers(self) -> None:
        assert len(tools.TOOLS) == 14
        assert {tool.provider for tool in tools.TOOLS} == {one.name for one in tools.PROVIDERS}
        assert len(tools.PROVIDERS) == 9
        assert all(identifiers.dpid_warning(one.dpid) is None for one in tools.PROVIDERS)

    def test_has_one_that_ends_next_week(self, full: Plan) -> None:
        ends = [plan.until_at for plan in full.licences if plan.until_at]

        assert [end for end in ends if timedelta() < end - AS_OF < timedelta(days=7)]

    def test_is_paid_in_two_currencies(self, full: Plan) -> None:
        assert {plan.tool.currency for plan in full.licences} == {"EUR", "USD"}

    def test_has_terms_that_made_every_yes_lapse(self, full: Plan) -> None:
        assert any(terms.is_material for plan in full.licences for terms in plan.terms)


class TestStory:
    def test_says_yes_mostly_to_discovery_and_seldom_to_voices(self, full: Plan) -> None:
        said = Counter((choice.use, choice.is_yes) for choice in full.choices)

        assert said[Use.DISCOVERY, True] > 5 * said[Use.DISCOVERY, False]
        assert said[Use.VOICE, False] > 2 * said[Use.VOICE, True]
        assert said[Use.TRAINING, False] > said[Use.TRAINING, True]

    def test_is_told_in_order(self, full: Plan) -> None:
        moments = [choice.given_at for choice in full.choices]

        assert moments == sorted(set(moments))

    def test_has_the_noes_of_a_refuser_and_of_a_co_writer(self, full: Plan) -> None:
        noes = [choice for choice in full.choices if not choice.is_yes]

        assert any(not no.tool and no.use is None for no in noes)
        assert any(no.artist == cast.VETOING_WRITER and no.use is Use.REMIX for no in noes)

    def test_has_yeses_under_a_mandate_with_an_end_and_within_europe(self, full: Plan) -> None:
        yeses = [choice for choice in full.choices if choice.is_yes]

        assert any(yes.under_mandate for yes in yeses)
        assert any(yes.ends_at for yes in yeses)
        assert any(yes.territories for yes in yeses)
        assert not any(yes.under_mandate and yes.use is Use.VOICE for yes in yeses)
