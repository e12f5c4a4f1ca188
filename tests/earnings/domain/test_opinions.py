"""Whose word about an output counts."""

from __future__ import annotations

from earnings.domain import exclusions, opinions
from tests.earnings.domain import frames

ONE = {"output_id": "o", "attribution_provider": "X", "attribution_weight_ppm": 120_001}
TWO = ONE | {"attribution_provider": "Y", "attribution_weight_ppm": 310_000}


def settled(*rows: dict[str, object], provider: str = "") -> tuple[dict[int, object], list[int]]:
    """The weights of the lines that count, and the lines that do not; the first row is line 2."""
    lines = frames.lines(*({"line_id": f"{n}", **row} for n, row in enumerate(rows)))
    found, excluded = opinions.settled(lines, exclusions.excluded(lines), provider)
    left = exclusions.standing(found, excluded).collect()
    weights = dict(left.select("line", "attribution_weight_ppm").iter_rows())
    return weights, sorted(excluded["line"])


class TestSettled:
    def test_takes_the_mean_rounded_down_where_no_provider_is_named(self) -> None:
        assert settled(ONE, TWO) == ({2: 215_000}, [3])

    def test_takes_the_word_of_the_provider_that_the_terms_name(self) -> None:
        assert settled(ONE, TWO, provider="Y") == ({3: 310_000}, [2])

    def test_lets_the_named_provider_decide_all_of_an_output(self) -> None:
        elsewhere = TWO | {"identifier": "QZABC2600002"}

        assert settled(ONE, elsewhere, provider="X") == ({2: 120_001}, [3])

    def test_takes_the_mean_of_the_others_where_the_named_one_is_silent(self) -> None:
        assert settled(ONE, TWO, provider="Z") == ({2: 215_000}, [3])

    def test_leaves_out_of_the_mean_who_states_no_weight(self) -> None:
        unsaid = TWO | {"attribution_weight_ppm": None}

        assert settled(ONE, unsaid) == ({2: 120_001}, [3])
        assert settled(ONE | {"attribution_weight_ppm": None}, unsaid) == ({2: None}, [3])

    def test_keeps_outputs_that_one_provider_speaks_of_as_they_are(self) -> None:
        other = TWO | {"output_id": "p"}

        assert settled(ONE, other) == ({2: 120_001, 3: 310_000}, [])

    def test_leaves_what_is_excluded_already_out_of_the_mean(self) -> None:
        again = TWO | {"attribution_weight_ppm": 900_000}

        assert settled(ONE, TWO, again) == ({2: 215_000}, [3, 4])
