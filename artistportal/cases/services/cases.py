"""Cases, as their openers make and move them: opened, answered, withdrawn, appealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import audit, notifications
from artistportal.accounts.services.audit import Fact
from artistportal.accounts.services.notifications import News
from artistportal.cases import permissions
from artistportal.cases.domain import deadlines, moves
from artistportal.cases.domain.kinds import CaseKind, SubjectKind
from artistportal.cases.domain.states import CaseState, Party
from artistportal.cases.models import Case, Message
from artistportal.cases.queries import cases, subjects
from artistportal.cases.queries.subjects import Subject
from artistportal.cases.services import endings, messages, numbers
from artistportal.cases.services.messages import Said
from artistportal.cases.services.moves import NotThere, Step, carry_out
from artistportal.roster.domain.accounts import Account, AccountKind

NO_LINE = Subject(SubjectKind.NOTHING, "", "")


class TooLate(ValueError):
    """The time for this has passed; the sentence says when it ended."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is raised, for which account, and from which line: `kind:key`, or from nothing."""

    kind: CaseKind
    title: str
    said: Said
    account: Account
    line: str = ""


@transaction.atomic
def open_case(opening: Opening, *, by: User, now: datetime) -> Case:
    """Open a case under the next number, with what was said as its first message.

    Raises `PermissionDenied`, `subjects.UnknownSubject` where the account may not see the line,
    and `messages.NotSent`.
    """
    account = opening.account
    permissions.check_can_open(by, account, now)
    subject = subjects.find(opening.line, account, now) if opening.line else NO_LINE
    messages.check(opening.said)
    case = Case.objects.create(
        number=numbers.next_number(),
        kind=opening.kind.value,
        artist_id=account.id if account.kind is AccountKind.ARTIST else None,
        organisation_id=account.id if account.kind is AccountKind.ORGANISATION else None,
        subject_kind=subject.kind.value,
        subject_key=subject.key,
        subject_label=subject.label[:300],
        subject_path=subject.path[:300],
        title=" ".join(opening.title.split())[:200] or opening.kind.label,
        opened_by=by,
        opened_at=now,
        answer_by=deadlines.answer_by(opening.kind, now),
        moved_at=now,
        seen_by_opener_at=now,
    )
    messages.keep(case, opening.said, by=by, now=now, from_support=False)
    audit.record(
        Fact(
            verb="case.opened",
            subject=f"case:{case.public_id}",
            sentence=f"{case.code} opened: {case.get_kind_display()}.",
            concerns=[key] if (key := cases.account_key(case)) else [],
        ),
        by=by,
        now=now,
    )
    return case


@transaction.atomic
def answer(case: Case, said: Said, *, by: User, now: datetime) -> Message:
    """Write to support: where the case waits for its opener, it goes back to support with it."""
    permissions.check_can_answer(by, case, now)
    state = CaseState(case.state)
    if state is CaseState.WITH_OPENER:
        due = deadlines.answer_by(CaseKind(case.kind), now)
        changes = {"answer_by": due, "seen_by_opener_at": now}
        carry_out(case, Step("answer", Party.OPENER, changes=changes), by=by, now=now)
    elif state not in moves.OPENER_WRITES:
        raise NotThere(f"The case stands at “{state.label}”, so nothing more is written in it.")
    else:
        _touch(case, now)
    message = messages.keep(case, said, by=by, now=now, from_support=False)
    _tell_answerer(case, f"{case.code}: its opener wrote", now)
    return message


@transaction.atomic
def withdraw(case: Case, *, reason: str, by: User, now: datetime) -> None:
    """Take the case back; what was kept because of it is let go."""
    permissions.check_can_answer(by, case, now)
    step = Step("withdraw", Party.OPENER, reason.strip(), {"seen_by_opener_at": now})
    carry_out(case, step, by=by, now=now)
    endings.let_go(case, outcome=f"{case.code} was withdrawn.", by=by, now=now)
    _tell_answerer(case, f"{case.code} was withdrawn", now)


@transaction.atomic
def appeal(case: Case, said: Said, *, by: User, now: datetime) -> None:
    """Ask that a decision be looked at again, within its time; somebody else takes it up."""
    permissions.check_can_answer(by, case, now)
    moves.check("appeal", Party.OPENER, CaseState(case.state))
    if case.appeal_until is None or now >= case.appeal_until:
        raise TooLate("The time to appeal this decision has passed. Open a new case instead.")
    due = deadlines.answer_by(CaseKind(case.kind), now)
    changes = {"answer_by": due, "appeal_until": None, "seen_by_opener_at": now}
    carry_out(case, Step("appeal", Party.OPENER, changes=changes), by=by, now=now)
    messages.keep(case, said, by=by, now=now, from_support=False)
    _tell_answerer(case, f"{case.code}: your decision was appealed", now)


def mark_seen(case: Case, *, now: datetime) -> None:
    """Note that somebody of the opener's side has read the case as it stands."""
    if cases.is_unread(case):
        Case.objects.filter(pk=case.pk).update(seen_by_opener_at=now)


def _touch(case: Case, now: datetime) -> None:
    """Says that the case has changed, as long as it still stands where it was read."""
    standing = Case.objects.filter(pk=case.pk, state=case.state)
    if not standing.update(moved_at=now, seen_by_opener_at=now):
        case.refresh_from_db(fields=["state"])
        raise NotThere(f"The case stands at “{CaseState(case.state).label}” now.")


def _tell_answerer(case: Case, subject: str, now: datetime) -> None:
    if case.answerer is None:
        return
    path = reverse("admin:cases_case_change", args=[case.pk])
    news = News(Topic.CASES, subject, f"{case}", path)
    notifications.tell(news, to=[case.answerer], now=now)
