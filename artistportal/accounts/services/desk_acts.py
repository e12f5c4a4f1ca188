"""What support does at its desk, as deeds that the people concerned may read."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Model

from artistportal.accounts.models import User
from artistportal.accounts.services import audit
from artistportal.accounts.services.audit import Fact
from artistportal.admin_reasons import Act

ACCOUNT_KINDS = ("artist", "organisation", "tool")
LEADING = (*ACCOUNT_KINDS, "payee", "case", "licence")
LONGEST_VERB = 60


def keep(act: Act, by: User, now: datetime) -> None:
    """Record the act; whose account the row is of, or leads to, may read of it."""
    kind = str(act.row._meta.model_name)
    named = f"{act.row._meta.verbose_name} {act.row}"
    fact = Fact(
        verb=f"{kind}.{act.verb}"[:LONGEST_VERB],
        subject=subject_of(act.row),
        sentence=f"{by} of support, {named}: {act.in_words}",
        concerns=concerned(act.row),
        before=act.before,
        after=act.after,
        reason=act.reason,
    )
    audit.record(fact, by=by, now=now)


def subject_of(row: Model) -> str:
    """How the trail names a row: by its public id where it has one."""
    return f"{row._meta.model_name}:{getattr(row, 'public_id', None) or row.pk}"


def concerned(row: Model) -> set[str]:
    """The keys of the accounts that the row is, belongs to, or leads to by one step."""
    found = _own(row)
    for name in LEADING:
        beside = getattr(row, name, None)
        if isinstance(beside, Model):
            found |= _own(beside)
    return found


def _own(row: Model) -> set[str]:
    if row._meta.model_name in ACCOUNT_KINDS:
        return {subject_of(row)}
    beside = ((name, getattr(row, f"{name}_id", None)) for name in ACCOUNT_KINDS)
    rows = [getattr(row, name) for name, known in beside if known]
    return {subject_of(each) for each in rows}
