"""What saving would do: the decisions that an answer comes to, and their effect in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Credit
from consent.domain import wordings, worked_examples
from consent.domain.agreements import Terms as RuleTerms
from consent.domain.authorities import Authority
from consent.domain.decisions import Capacity, Decision
from consent.domain.payment import PayModel, PoolBasis
from consent.domain.scopes import Scope
from consent.domain.stances import Stance
from consent.domain.works import Leg
from consent.models import ModelVersion, Terms, Tool
from consent.queries.centre import Known

SOON = 10**12
IN_PERSON = Authority("", Capacity.OWNER)


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a yes reaches, where it is not meant for everything."""

    territories: frozenset[str] | None = None
    ends_at: datetime | None = None
    reaches_later_works: bool = False


@dataclass(frozen=True, slots=True)
class Saying:
    """One decision that saving would record, by ids; no use, tool or work means all."""

    is_yes: bool
    tool: int | None = None
    use: Use | None = None
    work: int | None = None
    terms: int | None = None
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes for one use: from which state to which, and what to know before saving."""

    use: Use
    is_yes: bool
    before: Stance
    after: Stance
    notes: tuple[str, ...]

    @property
    def heading(self) -> str:
        return f"{'Allow' if self.is_yes else 'Do not allow'} {self.use.label.lower()}"

    @property
    def was(self) -> str:
        return wordings.state(self.before)

    @property
    def becomes(self) -> str:
        return wordings.state(self.after)


def sayings(
    page: Known,
    tool: Tool,
    answers: Mapping[Use, bool],
    authority: Authority,
    limits: Limits | None = None,
) -> list[Saying]:
    """The decisions that answers for some uses of a tool come to.

    One for each part that the person may decide: a licence each for a yes, and for one work its
    song and its voice beside the recording.
    """
    said: list[Saying] = []
    for use, is_yes in answers.items():
        legs = [leg for leg in page.legs_for(use) if authority.refusal(use, leg.kind) is None]
        said += (
            _yeses(page, tool, use, legs, limits or Limits()) if is_yes else _noes(tool, use, legs)
        )
    return list(dict.fromkeys(said))


def refusal_of_all(page: Known, tool: Tool, authority: Authority) -> list[Saying]:
    """No to every use of a tool: one decision in person, one a use for whom less is left."""
    if authority.capacity is Capacity.OWNER and page.co_holders is None:
        return [Saying(False, tool.pk)]
    return sayings(page, tool, dict.fromkeys(Use, False), authority)


def refusal_of_everything(authority: Authority) -> list[Saying]:
    """No to every tool and use, for all works, now and later."""
    if authority.capacity is Capacity.OWNER:
        return [Saying(False)]
    return [Saying(False, use=use) for use in authority.decidable_uses]


def effects(
    page: Known,
    tool: Tool,
    answers: Mapping[Use, bool],
    said: list[Saying],
    authority: Authority = IN_PERSON,
) -> list[Effect]:
    """What saving would change, use by use, had it been saved now."""
    given = as_if_said(page, said, authority)
    after = replace(page, facts=page.facts.also(given, authority.mandates))
    notes = _Notes(page, tool, said)
    return [
        Effect(
            use,
            is_yes,
            before := page.stance(tool, use),
            after.stance(tool, use),
            notes.of(use, is_yes, before),
        )
        for use, is_yes in answers.items()
    ]


def _yeses(page: Known, tool: Tool, use: Use, legs: list[Leg], limits: Limits) -> list[Saying]:
    """One yes for each licence that covers a leg now, to the terms on offer."""
    return [
        Saying(True, tool.pk, use, leg.work or None, terms.id, limits)
        for leg in legs
        for licence in page.facts.licences_of(tool.pk, leg.rights_holder)
        if licence.in_force(page.at) and use in licence.uses
        if (terms := licence.current_terms(page.at))
    ]


def _noes(tool: Tool, use: Use, legs: list[Leg]) -> list[Saying]:
    works = dict.fromkeys(leg.work or None for leg in legs)
    return [Saying(False, tool.pk, use, work) for work in works]


def as_if_said(page: Known, said: Iterable[Saying], authority: Authority) -> list[Decision]:
    """The decisions that sayings would come to, had this person given them now."""
    kinds = {leg.work: leg.kind for leg in page.legs}
    given = []
    for place, each in enumerate(said):
        mandate = authority.mandate_for(each.use, kinds.get(each.work or 0))
        given.append(
            Decision(
                number=SOON + place,
                artist=page.artist,
                is_yes=each.is_yes,
                scope=Scope(each.work, each.tool, each.use, each.limits.territories),
                given_at=page.at,
                capacity=authority.capacity or Capacity.OWNER,
                terms=each.terms,
                reaches_later_works=each.limits.reaches_later_works or not each.is_yes,
                ends_at=each.limits.ends_at,
                mandate=mandate.id if mandate else None,
                said_by="you",
            )
        )
    return given


class _Notes:
    """What to know before saving: price, notice, what cannot be undone, who else must agree."""

    def __init__(self, page: Known, tool: Tool, said: list[Saying]) -> None:
        self._page = page
        self._tool = tool
        self._said = said
        is_yes = any(each.is_yes for each in said)
        self._prices = _prices({each.terms for each in said if each.terms}) if is_yes else {}
        self._shared = _shared(page) if is_yes and page.co_holders is None else ""
        trains = any(not e.is_yes and (e.use is None or e.use.is_training) for e in said)
        self._versions = _versions(tool, page.at) if trains else []

    def of(self, use: Use, is_yes: bool, before: Stance) -> tuple[str, ...]:  # the answer itself
        notes = [*self._yes(use)] if is_yes else [*self._no(use, before)]
        return tuple(note for note in notes if note)

    def _yes(self, use: Use) -> list[str]:
        agreed = dict.fromkeys(e.terms for e in self._said if e.terms and e.use is use)
        return [
            *(_price(self._prices[terms], use) for terms in agreed),
            "What a model has learned stays in the versions already released: a later no stops"
            " new uses, not those."
            if use.is_training
            else "",
            self._others(use),
        ]

    def _others(self, use: Use) -> str:
        """Who else must agree: by name and state for one work, else of how many works."""
        page = self._page
        if page.co_holders is None:
            return self._shared
        told = page.co_holders.told(self._tool.pk, use, page.at)
        return f"This work is cleared only if all who hold consent agree: {told}" if told else ""

    def _no(self, use: Use, before: Stance) -> list[str]:
        of_all = any(e.work is None and e.use in (use, None) for e in self._said if not e.is_yes)
        later = ", for works added later too" if of_all else ""
        notes = [f"It takes effect at once{later}."]
        if (
            before.lets_something
            and before.decision
            and (days := self._notice_days(before.decision))
        ):
            takes_effect = wordings.day(self._page.at + timedelta(days=days))
            notes = [f"{days} days' notice was accepted: said now, it takes effect {takes_effect}."]
        notes.append(self._licences(use))
        if use.is_training and before.lets_something and self._versions:
            notes.append(
                f"Versions already released ({wordings.listed(self._versions)}) keep what they"
                " learned; that cannot be undone here."
            )
        return notes

    def _licences(self, use: Use) -> str:
        """Which licences the no closes, as far as they are in force."""
        page = self._page
        codes = {
            licence.code
            for leg in page.legs_for(use)
            for licence in page.facts.licences_of(self._tool.pk, leg.rights_holder)
            if use in licence.uses and licence.in_force(page.at)
        }
        if not codes:
            return ""
        return f"It concerns the licence{'s' * (len(codes) > 1)} {wordings.listed(sorted(codes))}."

    def _notice_days(self, decision: Decision) -> int:
        terms: RuleTerms | None = self._page.facts.terms_of(decision)
        return terms.notice.days if terms else 0


Price = dict[str, Any]


def _prices(terms: set[int]) -> dict[int, list[Price]]:
    """What each version of terms pays: one row a use, in one query."""
    found: dict[int, list[Price]] = {}
    rows = Terms.objects.filter(pk__in=terms).values(
        "pk",
        "number",
        "notice_days",
        "currency",
        "pay_model",
        "pool_basis",
        "pool_micros",
        "revenue_ppm",
        "minimum_micros",
        "licence__number",
        "licence__organisation__name",
        "prices__use",
        "prices__rate_micros",
    )
    for row in rows:
        found.setdefault(row["pk"], []).append(dict(row))
    return found


def _price(rows: list[Price], use: Use) -> str:
    terms = rows[0]
    return (
        f"{_pays(rows, use)} ({terms['licence__organisation__name']}, licence"
        f" L-{terms['licence__number']:04d}, terms {terms['number']})."
        f" {_notice(terms['notice_days'])}"
    )


def _pays(rows: list[Price], use: Use) -> str:
    terms = rows[0]
    basis = terms["pool_basis"]
    price = worked_examples.Price(
        terms["currency"],
        PayModel(terms["pay_model"]),
        PoolBasis(basis) if basis else None,
        terms["pool_micros"] or 0,
        terms["revenue_ppm"] or 0,
        {Use(row["prices__use"]): row["prices__rate_micros"] for row in rows if row["prices__use"]},
        minimum_micros=terms["minimum_micros"] or 0,
    )
    return f"Pays {worked_examples.pays(price, use)}"


def _notice(days: int) -> str:
    if days:
        return f"A later no takes effect after {days} days' notice."
    return "A later no takes effect at once."


def _versions(tool: Tool, at: datetime) -> list[str]:
    released = ModelVersion.objects.filter(tool=tool, released_date__lte=at.date())
    return list(released.order_by("-released_date").values_list("name", flat=True)[:3])


def _shared(page: Known) -> str:
    """Of how many works other people's yes is needed before anything is cleared."""
    theirs = Credit.objects.filter(artist=page.artist, holds_consent=True).values("work")
    shared = Credit.objects.filter(work__in=theirs, holds_consent=True).exclude(artist=page.artist)
    count = shared.values("work").distinct().count()
    if not count:
        return ""
    are = "is" if count == 1 else "are"
    return f"{count:,} of these works {are} cleared only if the co-holders say yes too."
