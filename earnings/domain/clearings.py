"""Consent, joined to uses: which cells are cleared for the whole of their stretch, and why not.

The spans come from the rule (`consent.queries.clearances`): a (work, use) has a group, a territory
a class, and each (group, class) is cleared or not from one moment until another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from earnings.domain.lines import MOMENT, USES, Columns

_GROUPS: Columns = {"work": pl.Int64, "use": USES, "group": pl.Int64}
_CLASSES: Columns = {"territory": pl.String, "class": pl.Int64}
_SPANS: Columns = {
    "group": pl.Int64,
    "class": pl.Int64,
    "from_at": MOMENT,
    "until_at": MOMENT,
    "is_cleared": pl.Boolean,
    "reason": pl.String,
}
GROUP_SCHEMA: Final = pl.Schema(_GROUPS)
CLASS_SCHEMA: Final = pl.Schema(_CLASSES)
SPAN_SCHEMA: Final = pl.Schema(_SPANS)
PAIR: Final = ["group", "class"]
NO_ANSWER: Final = "no_answer"


@dataclass(frozen=True)
class Consent:
    """The rule's answers for one tool over a stretch of time that holds all uses asked about."""

    groups: pl.DataFrame
    classes: pl.DataFrame
    spans: pl.DataFrame

    def of(self, works: pl.DataFrame) -> Consent:
        """The answers about some works."""
        return replace(self, groups=self.groups.join(works, on="work", how="semi"))

    def moving_works(self) -> pl.DataFrame:
        """Works for which some answer changes within the stretch, so that the moment matters."""
        moving = self.spans.group_by(PAIR).len().filter(pl.col("len") > 1).select("group").unique()
        return self.groups.join(moving, on="group", how="semi").select("work").unique()


def judge(cells: pl.LazyFrame, consent: Consent) -> pl.LazyFrame:
    """Adds `refusal` to cells of `work`, `use`, `territory`, `used_from`, `used_until`.

    Null where the cell is cleared for all of its stretch, else the reason that first stands against
    it. A cell whose answer never changes needs no moments: they may be null there.
    """
    placed = cells.join(consent.groups.lazy(), on=["work", "use"], how="left", validate="m:1").join(
        consent.classes.lazy(), on="territory", how="left", validate="m:1"
    )
    first = consent.spans.lazy().unique(PAIR, keep="any")
    moving = consent.spans.lazy().group_by(PAIR).len().filter(pl.col("len") > 1).select(PAIR)
    constant = first.join(moving, on=PAIR, how="anti")
    still = placed.join(
        constant.select(*PAIR, "is_cleared", "reason"), on=PAIR, how="left", validate="m:1"
    ).join(moving.with_columns(moves=pl.lit(value=True)), on=PAIR, how="left", validate="m:1")
    settled = still.filter(pl.col("moves").is_null()).with_columns(
        refusal=_unless(pl.col("is_cleared"), pl.col("reason"))
    )
    open_cells = still.filter(pl.col("moves")).drop("moves", "is_cleared", "reason")
    return pl.concat(
        [
            settled.drop("moves", "is_cleared", "reason", *PAIR),
            _by_moment(open_cells, consent.spans),
        ]
    )


def _unless(is_cleared: pl.Expr, reason: pl.Expr) -> pl.Expr:
    """Null only where the rule says yes: where it says nothing, the use is refused."""
    refusal = reason.fill_null(NO_ANSWER)
    return pl.when(is_cleared.fill_null(value=False)).then(None).otherwise(refusal)


def _by_moment(cells: pl.LazyFrame, spans: pl.DataFrame) -> pl.LazyFrame:
    """The refusal of cells whose (group, class) changes: a cleared stretch must hold them whole."""
    asked = cells.sort("used_from").join_asof(
        _merged(spans).lazy().sort("from_at"),
        left_on="used_from",
        right_on="from_at",
        by=PAIR,
        strategy="backward",
        check_sortedness=False,
    )
    is_whole = pl.col("is_cleared") & (pl.col("used_until") <= pl.col("until_at"))
    reason = pl.when("is_cleared").then(pl.col("next_reason")).otherwise(pl.col("reason"))
    return asked.with_columns(refusal=_unless(is_whole, reason)).drop(
        *PAIR, "from_at", "until_at", "is_cleared", "reason", "next_reason"
    )


def _merged(spans: pl.DataFrame) -> pl.DataFrame:
    """Spans with neighbouring cleared ones made one, and the reason that follows each."""
    ordered = spans.sort(*PAIR, "from_at")
    begins = ~(
        pl.col("is_cleared")
        & pl.col("is_cleared").shift(1).over(PAIR).fill_null(value=False)
        & (pl.col("from_at") == pl.col("until_at").shift(1).over(PAIR)).fill_null(value=False)
    )
    return (
        ordered.with_columns(stretch=begins.cum_sum())
        .group_by(*PAIR, "stretch", maintain_order=True)
        .agg(
            pl.col("from_at").first(),
            pl.col("until_at").last(),
            pl.col("is_cleared").first(),
            pl.col("reason").first(),
        )
        .with_columns(next_reason=pl.col("reason").shift(-1).over(PAIR))
        .drop("stretch")
    )
