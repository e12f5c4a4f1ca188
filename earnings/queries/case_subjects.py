"""Uses, statements, holds and claims as the lines of cases, for accounts that may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from artistportal.cases.domain.kinds import CaseKind, SubjectKind
from artistportal.cases.models import Case
from artistportal.cases.queries.subjects import Subject
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Work
from consent.models import Tool
from earnings import permissions
from earnings.models import ArtistUse, Claim, PayeeHold, Statement
from earnings.queries import statements


@dataclass(frozen=True, slots=True)
class UseNamed:
    """The work, tool, use and month that a key names: `<work>/<tool>/<year-month>/<use>`."""

    work: UUID
    tool: str
    month: date
    use: Use


def of_use(key: str, account: Account, _now: datetime) -> Subject | None:
    row = use_rows(key, account).select_related("work", "tool").first()
    if row is None:
        return None
    use = Use(row.use).label.lower()
    label = f"{row.work.title}, used for {use} by {row.tool.name} in {row.month_date:%B %Y}"
    kind = CaseKind.UNCLEARED_USE if row.uncleared_units else CaseKind.WRONG_MATCH
    return Subject(SubjectKind.USE, key, label, reverse("earnings:uses"), kind)


def of_statement(key: str, account: Account, _now: datetime) -> Subject | None:
    """A statement of the account's own, whole or one entry of it: `<statement>[/<entry>]`."""
    public_id, _, entry = key.partition("/")
    statement = statement_named(public_id, account)
    if statement is None:
        return None
    label = f"Statement {statement.code} of {statement.month_date:%B %Y}"
    if entry:
        named = next((s for s in statements.sources(statement) if s.entry == entry), None)
        if named is None:
            return None
        label += f", entry {entry}: {named.tool or named.description}"
    path = reverse("earnings:statement", args=[statement.public_id])
    return Subject(SubjectKind.STATEMENT, key, label, path, CaseKind.MISSING_MONEY)


def of_hold(key: str, account: Account, _now: datetime) -> Subject | None:
    """A hold on the account's own payments, once two people of support put it on."""
    if not _is_uuid(key):
        return None
    hold = holds_of(account).filter(public_id=key).first()
    if hold is None:
        return None
    path = reverse("earnings:balance")
    label = f"The hold on payments: {hold.reason}"
    return Subject(SubjectKind.HOLD, key, label, path, CaseKind.HOLD_OBJECTION)


def of_claim(key: str, account: Account, _now: datetime) -> Subject | None:
    claim = claim_named(key, account)
    if claim is None:
        return None
    label = f"Claim {claim.code}: {claim.work.title}, {claim.tool.name}, {claim.month_date:%B %Y}"
    path = reverse("earnings:claims")
    return Subject(SubjectKind.CLAIM, key, label, path, CaseKind.UNCLEARED_USE)


def holds_of(account: Account) -> QuerySet[PayeeHold]:
    """The holds that were ever on the account's own payments, the oldest first."""
    if not permissions.sees_own_money(account):
        return PayeeHold.objects.none()
    held = PayeeHold.objects.filter(payee__in=statements.payees_of(account))
    return held.filter(approved_at__isnull=False).order_by("approved_at", "pk")


def use_rows(key: str, account: Account) -> QuerySet[ArtistUse]:
    """What was counted of the artist in view under this key; a row for each model version."""
    named = use_named(key)
    if named is None or account.kind is not AccountKind.ARTIST:
        return ArtistUse.objects.none()
    return ArtistUse.objects.filter(
        artist_id=account.id,
        work__public_id=named.work,
        tool__slug=named.tool,
        month_date=named.month,
        use=named.use.value,
    ).order_by("pk")


def use_named(key: str) -> UseNamed | None:
    try:
        work, tool, month, use = key.split("/")
        return UseNamed(UUID(work), tool, date.fromisoformat(f"{month}-01"), Use(use))
    except ValueError:
        return None


def statement_named(public_id: str, account: Account) -> Statement | None:
    if not _is_uuid(public_id) or not permissions.sees_own_money(account):
        return None
    return statements.of_account(account).filter(public_id=public_id).first()


def claim_named(key: str, account: Account) -> Claim | None:
    if not key.isdecimal() or len(key) > 9 or account.kind is not AccountKind.ARTIST:
        return None
    claims = Claim.objects.about(account.id).filter(number=int(key))
    return claims.select_related("work", "tool", "licence", "decision").first()


def work_of(case: Case) -> tuple[Work, Tool | None] | None:
    """The work whose money a case is about, with one tool or with all; None where there is none."""
    kind, key = SubjectKind(case.subject_kind), case.subject_key
    if kind is SubjectKind.CLAIM and key.isdecimal():
        claim = Claim.objects.select_related("work", "tool").filter(number=int(key)).first()
        return (claim.work, claim.tool) if claim else None
    if kind not in {SubjectKind.USE, SubjectKind.WORK, SubjectKind.CREDIT, SubjectKind.SPLIT}:
        return None
    work = Work.objects.filter(public_id=key.split("/")[0]).first()
    named = use_named(key) if kind is SubjectKind.USE else None
    tool = Tool.objects.filter(slug=named.tool).first() if named else None
    return (work, tool) if work else None


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


RESOLVERS = {
    SubjectKind.USE: of_use,
    SubjectKind.STATEMENT: of_statement,
    SubjectKind.HOLD: of_hold,
    SubjectKind.CLAIM: of_claim,
}
