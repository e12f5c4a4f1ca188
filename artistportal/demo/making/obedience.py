"""What tools say of the decisions they were told of: most are quick, one is late, one is lost.

Nothing here calls anybody. The tools of the demo ask over the API and answer there; the two that
have an address have it switched off, and what one of them missed is written as it would have been.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.demo import tools
from artistportal.demo.making.agreements import Agreements
from artistportal.demo.making.people import Users
from artistportal.demo.people import SUPPORT, TOOL_REP
from artistportal.demo.plans import Plan
from consent.domain import webhooks
from consent.domain.api_keys import ApiScope
from consent.domain.notices import NoticeState
from consent.models import ApiKey, Notice, NoticeAttempt, Tool, WebhookEndpoint
from consent.services import acknowledgements, api_keys, endpoints

LATE_TOOL = tools.SILENT_TOOL
LATE_FROM = 0.6
LOST_TOOL = "kelpwright-covers"
LOST_BEFORE = timedelta(days=5)
USUAL_HOURS = 16.0
HOURS = {
    "tarn-radio": 0.4,
    "tarn-daily": 0.4,
    "brindle-compose": 30.0,
    "brindle-stems": 9.0,
    "ossi-duet": 2.5,
    "pettigrove-index": 44.0,
    "quarrelight-lumen": 26.0,
    "kelpwright-covers": 20.0,
}
ADDRESSES = {
    tools.REP_TOOL: "https://hooks.brindlewave.example/consent",
    LOST_TOOL: "https://hooks.kelpwright.example/consent",
}
NO_ANSWER = "No answer in time."


def make(plan: Plan, users: Users, agreements: Agreements) -> None:
    """Addresses, a key, and what the tools have said by the end of the tale."""
    with transaction.atomic():
        for slug, url in ADDRESSES.items():
            by = users[TOOL_REP if slug == tools.REP_TOOL else SUPPORT]
            _listen(agreements.tools[slug], url, by, plan)
        _hold_a_key(agreements.tools[tools.REP_TOOL], users[TOOL_REP], plan)
        _lose_one(agreements.tools[LOST_TOOL], plan.timeline.as_of)
        _answer(plan, {tool.pk: tool for tool in agreements.tools.values()})


def _listen(tool: Tool, url: str, by: User, plan: Plan) -> None:
    """Sets an address and switches it off: nobody is there."""
    if not WebhookEndpoint.objects.filter(tool=tool).exists():
        endpoints.set_url(tool=tool, url=url, by=by, now=plan.timeline.moment(0.1))
        endpoints.switch(tool=tool, on=False, by=by, now=plan.timeline.moment(0.98))


def _hold_a_key(tool: Tool, by: User, plan: Plan) -> None:
    """A key whose text nobody keeps: the page makes another."""
    if not ApiKey.objects.filter(tool=tool).exists():
        now = plan.timeline.moment(0.1)
        api_keys.make(tool=tool, name="Reports, nightly", scopes=tuple(ApiScope), by=by, now=now)


def _lose_one(tool: Tool, as_of: datetime) -> None:
    """The last notice of some days ago, tried as often as it would have been, and given up."""
    found = Notice.objects.filter(tool=tool, made_at__lte=as_of - LOST_BEFORE, deadline_at=None)
    notice = found.order_by("number").last()
    if notice is None or notice.dead_at:
        return
    tries = [notice.made_at]
    for wait in webhooks.RETRIES:
        tries.append(tries[-1] + wait)
    NoticeAttempt.objects.bulk_create(
        NoticeAttempt(notice=notice, at=at, error=NO_ANSWER, took_ms=15_000) for at in tries
    )
    notice.attempts, notice.dead_at, notice.is_waiting = len(tries), tries[-1], False
    notice.save(update_fields=["attempts", "dead_at", "is_waiting"])


def _answer(plan: Plan, made: dict[int, Tool]) -> None:
    """Each tool in its own time; what it would say after the end of the tale it has not said."""
    late_from, as_of = plan.timeline.moment(LATE_FROM), plan.timeline.as_of
    waiting = Notice.objects.filter(acknowledged_at=None, dead_at=None).order_by("number")
    for notice in waiting.select_related("decision").defer("body"):
        tool = made[notice.tool_id]
        if tool.slug == LATE_TOOL and notice.made_at > late_from:
            continue
        hours = HOURS.get(tool.slug, USUAL_HOURS) * Random(notice.number).uniform(0.4, 1.6)
        state, at = NoticeState.ENFORCED, notice.effective_at + timedelta(hours=hours)
        if at > as_of or notice.decision.is_yes:
            state, at = NoticeState.ACKNOWLEDGED, notice.made_at + timedelta(hours=hours)
        if at <= as_of:
            acknowledgements.acknowledge(tool=tool, number=notice.number, state=state, now=at)
