"""Cases, as support works on them: taken, asked back, noted, referred, decided, closed.

Nothing here decides for an artist or moves money: what is kept while a case is open goes where the
rules say once it ends.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import audit, notifications
from artistportal.accounts.services.audit import Fact
from artistportal.accounts.services.notifications import News
from artistportal.cases import permissions
from artistportal.cases.domain import deadlines, moves
from artistportal.cases.domain.kinds import KEEPS_MONEY, CaseKind, MoneyEffect
from artistportal.cases.domain.moves import NotThere
from artistportal.cases.domain.states import OVER, CaseState, Party
from artistportal.cases.models import Case, Message
from artistportal.cases.queries import cases
from artistportal.cases.services import endings, messages
from artistportal.cases.services.endings import CannotKeep, Keeping
from artistportal.cases.services.messages import NotSent, Said
from artistportal.cases.services.moves import Step, carry_out

KEPT_AT_MOST = timedelta(days=180)


class NotYours(ValueError):
    """Somebody else of support does this; the sentence says why."""


@transaction.atomic
def take(case: Case, *, by: User, now: datetime) -> None:
    """Become the one who answers; who decided a case does not look at its appeal."""
    permissions.check_is_support(by)
    moves.check("take", Party.SUPPORT, CaseState(case.state))
    if case.state == CaseState.APPEALED.value:
        _check_is_another(case, by)
    carry_out(case, _step("take", answerer=by), by=by, now=now)
    _tell(case, f"{case.code}: {by} of support works on it", "", now)


@transaction.atomic
def hand_over(case: Case, *, to: User, by: User, now: datetime) -> None:
    """Name another person of support who answers; the case stays where it is."""
    permissions.check_is_support(by)
    permissions.check_is_support(to)
    _check_is_worked_on(case)
    was, case.answerer = case.answerer, to
    Case.objects.filter(pk=case.pk).update(answerer=to)
    fact = Fact(
        verb="case.handed_over",
        subject=f"case:{case.public_id}",
        sentence=f"{case.code} handed over to {to}.",
        before={"answerer": str(was or "")},
        after={"answerer": str(to)},
    )
    audit.record(fact, by=by, now=now)


@transaction.atomic
def ask(case: Case, said: Said, *, by: User, now: datetime) -> Message:
    """Ask the opener something; the case waits for them."""
    permissions.check_is_support(by)
    carry_out(case, _step("ask"), by=by, now=now)
    return _say(case, said, by, now, f"{case.code}: support asks you something")


@transaction.atomic
def reply(case: Case, said: Said, *, by: User, now: datetime) -> Message:
    """Write to the opener; the case stays where it is."""
    permissions.check_is_support(by)
    _check_is_worked_on(case)
    Case.objects.filter(pk=case.pk).update(moved_at=now)
    return _say(case, said, by, now, f"{case.code}: support answered")


@transaction.atomic
def note(case: Case, said: Said, *, by: User, now: datetime) -> Message:
    """Write down what only support reads; the opener is told nothing and sees nothing."""
    permissions.check_is_support(by)
    return messages.keep(case, said, by=by, now=now, from_support=True, is_note=True)


@transaction.atomic
def refer(case: Case, said: Said, *, by: User, now: datetime) -> Message:
    """Say whom the case waits for; the opener reads it."""
    permissions.check_is_support(by)
    carry_out(case, _step("refer", reason=said.text.strip()), by=by, now=now)
    return _say(case, said, by, now, f"{case.code}: waits for somebody else")


@transaction.atomic
def resume(case: Case, *, by: User, now: datetime) -> None:
    """Go on with a case that waited for somebody else; the time to answer starts anew."""
    permissions.check_is_support(by)
    due = deadlines.answer_by(CaseKind(case.kind), now)
    carry_out(case, _step("resume", answer_by=due), by=by, now=now)


@transaction.atomic
def decide(case: Case, *, outcome: str, by: User, now: datetime) -> None:
    """Say what came out; what was kept is let go, and the opener may appeal for a while."""
    permissions.check_is_support(by)
    if not outcome.strip():
        raise NotSent("Say what came out, and why: the person who opened the case reads it.")
    until = now + deadlines.APPEAL_WITHIN
    step = _step("decide", outcome.strip(), outcome=outcome.strip(), appeal_until=until)
    carry_out(case, step, by=by, now=now)
    endings.let_go(case, outcome=f"{case.code}: {outcome.strip()}", by=by, now=now)
    _tell(case, f"{case.code} is decided", outcome.strip(), now)


@transaction.atomic
def close(case: Case, *, by: User, now: datetime) -> None:
    """End a decided case before its time to appeal is over, where nobody can want that."""
    permissions.check_is_support(by)
    carry_out(case, _step("close"), by=by, now=now)
    _tell(case, f"{case.code} is closed", "", now)


@transaction.atomic
def keep_money(case: Case, keeping: Keeping, *, by: User, now: datetime) -> None:
    """Keep the money of the case's work until it is decided, where this is that kind of case."""
    permissions.check_is_support(by)
    _check_is_worked_on(case)
    if CaseKind(case.kind) not in KEEPS_MONEY:
        raise CannotKeep(f"No money is kept for “{case.get_kind_display()}”.")
    if not now.date() <= keeping.deadline_date <= (now + KEPT_AT_MOST).date():
        raise CannotKeep("Name a day of the next six months by which it is decided.")
    if case.money == MoneyEffect.KEPT.value:
        raise CannotKeep("Its money is kept already.")
    if not any(keeper.keep(case, keeping, by=by, now=now) for keeper in endings.KEEPERS):
        raise CannotKeep("The case was opened from no work, so there is no money to keep.")
    Case.objects.filter(pk=case.pk).update(money=MoneyEffect.KEPT.value, moved_at=now)
    case.money = MoneyEffect.KEPT.value
    fact = Fact(
        verb="case.money_kept",
        subject=f"case:{case.public_id}",
        sentence=f"{case.code}: the money is kept until it is decided.",
        concerns=[key] if (key := cases.account_key(case)) else [],
        reason=keeping.reason,
    )
    audit.record(fact, by=by, now=now)
    _tell(case, f"{case.code}: the money is kept until it is decided", keeping.reason, now)


def close_decided(*, now: datetime) -> int:
    """Close the cases whose time to appeal is over; says how many."""
    over = Case.objects.filter(state=CaseState.DECIDED.value, appeal_until__lte=now)
    closed = 0
    for case in over.order_by("pk")[:500]:
        try:
            carry_out(case, Step("close", Party.CLOCK), by=None, now=now)
        except NotThere:
            continue
        closed += 1
    return closed


def _step(verb: str, reason: str = "", **changes: object) -> Step:
    return Step(verb, Party.SUPPORT, reason, changes)


def _say(case: Case, said: Said, by: User, now: datetime, subject: str) -> Message:
    message = messages.keep(case, said, by=by, now=now, from_support=True)
    _tell(case, subject, said.text.strip(), now)
    return message


def _tell(case: Case, subject: str, text: str, now: datetime) -> None:
    """Tell the opener's side that there is something to read; the words stand on the site."""
    words = f"{case.title}\n\nRead it on the case’s page." if text else case.title
    path = reverse("cases:case", args=[case.public_id])
    news = News(Topic.CASES, subject, words, path, cases.account_key(case))
    notifications.tell(news, to=cases.people_of(case, now), now=now)


def _check_is_worked_on(case: Case) -> None:
    state = CaseState(case.state)
    if state in OVER or state is CaseState.DECIDED:
        raise NotThere(f"The case stands at “{state.label}”, so nothing is done in it.")


def _check_is_another(case: Case, by: User) -> None:
    """An appeal goes to somebody else of support, where there is somebody else."""
    others = User.objects.filter(is_staff=True, is_active=True).exclude(pk=by.pk)
    decided = case.moves.filter(verb="decide").order_by("pk").last()
    if decided is not None and decided.by_id == by.pk and others.exists():
        raise NotYours("You decided this case, so somebody else of support looks at its appeal.")
