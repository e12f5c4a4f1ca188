"""Most-favoured-nation and song-versus-recording checks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artistportal.roster.domain.uses import Use
from consent.domain import parity
from consent.domain.parity import Better, Position
from consent.domain.payment import PayModel, PoolBasis

OWN = Position(
    1,
    frozenset({Use.DISCOVERY, Use.TRAINING}),
    "EUR",
    PayModel.PER_USE_RATE,
    rates_micros={Use.DISCOVERY: 2_500},
    recording_ppm=700_000,
    composition_ppm=200_000,
)
RATE = st.integers(0, 10_000)


def at(rate: int, licence: int = 2) -> Position:
    return replace(OWN, licence=licence, rates_micros={Use.DISCOVERY: rate})


class TestFavoured:
    @pytest.mark.parametrize(
        ("rate", "expected"), [(2_501, Better.YES), (2_500, Better.NO), (1, Better.NO)]
    )
    def test_compares_prices(self, rate: int, expected: Better) -> None:
        discovery, training = sorted(
            parity.favoured(OWN, [at(rate)]), key=lambda each: each.use is Use.TRAINING
        )

        assert discovery.better is expected
        assert training.better is Better.NOT_COMPARABLE

    @pytest.mark.parametrize(
        "other",
        [
            replace(at(9_999), currency="USD"),
            replace(at(9_999), uses=frozenset({Use.TRAINING})),
            replace(at(9_999), rates_micros={}),
            replace(
                at(9_999),
                pay_model=PayModel.PRO_RATA_USAGE,
                pool_basis=PoolBasis.PCT_REVENUE,
                revenue_ppm=500_000,
            ),
        ],
        ids=["currency", "use", "no-price", "pool"],
    )
    def test_does_not_compare_what_pays_in_another_way(self, other: Position) -> None:
        found = {each.use: each.better for each in parity.favoured(OWN, [other])}

        assert found[Use.DISCOVERY] is Better.NOT_COMPARABLE

    def test_says_nobodys_numbers(self) -> None:
        found = parity.favoured(OWN, [at(987_654)])

        sentence = " ".join(each.sentence(date(2026, 3, 15)) for each in found)
        assert "15 Mar 2026" in sentence
        assert "987" not in sentence

    @given(RATE, st.lists(RATE, min_size=1, max_size=5))
    def test_is_better_where_the_best_of_the_others_is(self, own: int, others: list[int]) -> None:
        found = parity.favoured(at(own, 1), [at(rate, n) for n, rate in enumerate(others, 2)])

        discovery = next(each for each in found if each.use is Use.DISCOVERY)
        assert (discovery.better is Better.YES) is (max(others) > own)


class TestSongSide:
    def test_is_short_of_what_the_terms_state(self) -> None:
        assert parity.song_side(OWN).gets_ppm == 285_714
        assert not parity.song_side(OWN).is_short
        assert parity.song_side(replace(OWN, song_parity_ppm=300_000)).is_short
        assert not parity.song_side(replace(OWN, song_parity_ppm=285_714)).is_short
        assert parity.song_side(replace(OWN, recording_ppm=0)).gets_ppm is None
