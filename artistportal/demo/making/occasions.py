"""What happens between the decisions of the tale: requests, and a no under a mandate.

The log is written forwards only, so that each of it waits for its moment among the decisions.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from artistportal.accounts.models import User
from artistportal.demo import asking, cast
from artistportal.demo.asking import LabelNo, RequestPlan
from artistportal.demo.making.agreements import Agreements
from artistportal.demo.making.people import Users
from artistportal.demo.making.rosters import Rosters
from artistportal.demo.people import LABEL_ADMIN, TOOL_REP
from artistportal.demo.plans import Plan
from artistportal.roster.models import Artist, Work
from consent.domain.requests import Ask
from consent.models import Request
from consent.queries.request_plans import Found
from consent.services import decisions, requests
from consent.services.requests import Given, NotToBeAsked, Proposal, Words

Act = Callable[[datetime], None]


class Occasions:
    """The occasions, each at its moment; what one leads to waits for a later one."""

    def __init__(
        self,
        plan: Plan,
        users: Users,
        rosters: Rosters,
        agreements: Agreements,
        works: dict[str, Work],
    ) -> None:
        self._plan, self._users, self._rosters = plan, users, rosters
        self._agreements, self._works = agreements, works
        self._waiting: list[tuple[datetime, int, Act]] = []
        self._count = 0
        as_of = plan.timeline.as_of
        for planned in asking.REQUESTS:
            if planned.act in rosters.artists:
                self._await(as_of - planned.made_before, partial(self._propose, planned))
        no = asking.LABEL_NO
        self._await(as_of - no.given_before, partial(self._refuse, no))

    def until(self, moment: datetime) -> None:
        """Lets everything happen whose moment comes before this one, in order."""
        while self._waiting and self._waiting[0][0] < moment:
            at, _, act = heapq.heappop(self._waiting)
            act(at)

    def _await(self, at: datetime, act: Act) -> None:
        self._count += 1
        heapq.heappush(self._waiting, (at, self._count, act))

    def _propose(self, planned: RequestPlan, now: datetime) -> None:
        terms = self._agreements.terms[planned.licence, self._terms_number(planned, now)]
        named = [self._works[work.key].pk for work in planned.works(self._plan.catalogue)]
        houses, tools = self._rosters.organisations, self._agreements.tools
        proposal = Proposal(
            terms,
            houses.get(planned.proposer) or tools[planned.proposer],
            Words(planned.title, planned.message),
            Ask(frozenset({planned.use}), now + planned.open_for),
            Found(tuple(named)),
        )
        by = self._users[LABEL_ADMIN if planned.proposer in houses else TOOL_REP]
        try:
            request = requests.propose(by=by, proposal=proposal, now=now)
        except NotToBeAsked:  # in this tale everybody has allowed it already
            return
        self._await_answers(planned, request, now)
        if planned.withdrawn_after:
            self._await(now + planned.withdrawn_after, partial(self._withdraw, request, by))

    def _withdraw(self, request: Request, by: User, now: datetime) -> None:
        requests.withdraw(by=by, request=request, now=now)

    def _terms_number(self, planned: RequestPlan, now: datetime) -> int:
        licence = next(each for each in self._plan.licences if each.key == planned.licence)
        return licence.terms_at(now).number

    def _await_answers(self, planned: RequestPlan, request: Request, now: datetime) -> None:
        act = self._rosters.artists[planned.act]
        asked = Artist.objects.filter(pk__in=request.parts.values("artist")).order_by("name")
        in_order = sorted(asked, key=lambda artist: artist != act)
        answering = in_order[: max(0, len(in_order) - planned.silent)]
        for place, artist in enumerate(answering):
            is_yes = place < len(answering) - planned.noes
            at = now + asking.BETWEEN_ANSWERS * (place + 1)
            self._await(at, partial(self._answer, request, artist, is_yes))

    def _answer(self, request: Request, artist: Artist, is_yes: bool, now: datetime) -> None:
        requests.answer(
            by=self._users[_key_of(artist, self._rosters.artists.items())],
            artist=artist,
            request=request,
            given=Given(dict.fromkeys(request.asked_uses, is_yes)),
            now=now,
        )

    def _refuse(self, no: LabelNo, now: datetime) -> None:
        decisions.record(
            by=self._users[LABEL_ADMIN],
            artist=self._rosters.artists[no.artist],
            choice=decisions.Choice(is_yes=False, tool=self._agreements.tools[no.tool], use=no.use),
            now=now,
            organisation=self._rosters.organisations[cast.LABEL],
        )


def _key_of(artist: Artist, known: Iterable[tuple[str, Artist]]) -> str:
    return next(key for key, each in known if each == artist)
