"""Tools, their models and people, licences and the terms offered under them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.demo import tools
from artistportal.demo.licences import LicencePlan, TermsPlan
from artistportal.demo.making.people import Users
from artistportal.demo.making.rosters import Rosters, admin_of
from artistportal.demo.people import SUPPORT, TOOL_REP
from artistportal.demo.plans import Plan
from consent.domain.tools import ToolStatus
from consent.models import Licence, Provider, Terms, Tool
from consent.services import licences
from consent.services import tools as registry


@dataclass(frozen=True)
class Agreements:
    """What was made: tools by slug, licences by key, terms by licence and number."""

    tools: dict[str, Tool]
    licences: dict[str, Licence]
    terms: dict[tuple[str, int], Terms]


@transaction.atomic
def make(plan: Plan, users: Users, rosters: Rosters) -> Agreements:
    """All tools and licences, in the order in which they were signed."""
    made = Agreements(_tools(plan, users), {}, {})
    for number, planned in enumerate(plan.licences, 1):
        licence = Licence.objects.filter(number=number).first()
        if licence is None:
            licence = _sign(users, rosters, made, planned)
        made.licences[planned.key] = licence
        made.terms.update({(planned.key, terms.number): terms for terms in licence.terms.all()})
    return made


def _tools(plan: Plan, users: Users) -> dict[str, Tool]:
    known = {tool.slug: tool for tool in Tool.objects.all()}
    if known:
        return known
    by = users[SUPPORT]
    providers: dict[str, Provider] = {
        planned.name: registry.add_provider(
            name=planned.name, dpid=planned.dpid, country=planned.country, by=by
        )
        for planned in tools.PROVIDERS
    }
    for planned in tools.TOOLS:
        known[planned.slug] = tool = registry.add(
            provider=providers[planned.provider], description=_description(planned), by=by
        )
        for model in planned.models:
            released_date = plan.timeline.moment(model.part).date()
            registry.release(tool=tool, name=model.name, released_date=released_date, by=by)
    registry.add_member(
        tool=known[tools.REP_TOOL], user=users[TOOL_REP], by=by, now=plan.founded_at
    )
    return known


def _description(planned: tools.Tool) -> registry.Description:
    return registry.Description(
        slug=planned.slug,
        name=planned.name,
        status=ToolStatus(planned.status),
        text=planned.description,
    )


def _sign(users: Users, rosters: Rosters, made: Agreements, planned: LicencePlan) -> Licence:
    by = users[admin_of(planned.house)]
    licence = licences.sign(
        tool=made.tools[planned.tool.slug],
        organisation=rosters.organisations[planned.house],
        reach=licences.Reach(
            uses=frozenset(planned.tool.uses),
            from_at=planned.from_at,
            until_at=planned.until_at,
            territories=frozenset(planned.territories) if planned.territories else None,
        ),
        by=by,
        now=planned.signed_at,
    )
    for terms in planned.terms:
        _offer(licence, terms, planned.tool.currency, by)
    return licence


def _offer(licence: Licence, planned: TermsPlan, currency: str, by: User) -> None:
    price = planned.price
    licences.offer_terms(
        licence=licence,
        offer=licences.Offer(
            text=planned.text,
            currency=currency,
            pay_model=price.pay_model,
            is_material=planned.is_material,
            notice_days=planned.notice_days,
            rates_micros=price.rates or {},
            pool_basis=price.basis,
            pool_micros=price.pool_micros,
            revenue_ppm=price.revenue_ppm,
            minimum_micros=price.minimum_micros,
            breakage=price.breakage,
            unattributed=price.unattributed,
            unlicensed_rates_micros=price.unlicensed_rates,
        ),
        by=by,
        now=planned.offered_at,
    )
