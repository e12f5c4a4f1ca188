"""Whom proposed shares may name: the parties of a work, and others by what they are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from artistportal.roster.models import (
    Artist,
    Credit,
    Organisation,
    Payee,
    ProposedShare,
    SplitProposal,
    SplitShare,
    SplitSheet,
    Work,
)
from artistportal.roster.models.batches import among_ids

Party = Artist | Organisation | Payee


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a form offers by name; `key` is how the form calls them."""

    party: Party
    note: str

    @property
    def key(self) -> str:
        return f"{type(self.party).__name__.lower()}-{self.party.public_id}"

    @property
    def name(self) -> str:
        return self.party.name


class Ambiguous(ValueError):
    """A name means several parties of a work; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The works and days that have a split sheet, or one that waits for signatures."""

    sheets: Collection[tuple[int, date]]
    proposals: Collection[tuple[int, date]]


def of_works(works: Collection[Work]) -> dict[int, list[Named]]:
    """The rights holder of each work, who is credited, and who else is or was paid for it.

    Four queries, however many works there are.
    """
    ids = {work.pk for work in works}
    found: defaultdict[int, dict[str, Named]] = defaultdict(dict)
    for work in works:
        holder = Named(work.rights_holder, "rights holder")
        found[work.pk][holder.key] = holder
    for work_id, named in (*_credited(ids), *_paid(ids)):
        found[work_id].setdefault(named.key, named)
    return {work: list(named.values()) for work, named in found.items()}


def key_of(payee: Payee) -> str:
    """How a form calls the party that a payee is."""
    return Named(payee.artist or payee.organisation or payee, "").key


def called(name: str, among: Iterable[Named]) -> Party | None:
    """Who of the parties is called so; None where nobody is."""
    meant = [named.party for named in among if named.name.casefold() == name.casefold()]
    if len(meant) > 1:
        raise Ambiguous(f"More than one party of the work is called {name}: use the work's page.")
    return meant[0] if meant else None


def taken(works: Collection[Work]) -> Taken:
    """For which days the works have sheets and open proposals; two queries."""
    ids = among_ids({work.pk for work in works})
    sheets = SplitSheet.objects.filter(work__in=ids).values_list("work_id", "from_date")
    proposals = SplitProposal.objects.open().filter(work__in=ids)
    return Taken(set(sheets), set(proposals.values_list("work_id", "from_date")))


def works_of(proposer: Artist | Organisation) -> QuerySet[Work]:
    """The works whose shares the proposer may propose: licensed by it, or crediting them."""
    works = Work.objects.select_related("rights_holder")
    if isinstance(proposer, Organisation):
        return works.filter(rights_holder=proposer)
    return works.filter(pk__in=Credit.objects.filter(artist=proposer).values("work"))


def works_named(
    proposer: Artist | Organisation, names: Collection[tuple[str, str]]
) -> dict[tuple[str, str], list[Work]]:
    """The proposer's works by `isrc`, `iswc` or `title`; several may share a title."""
    found: defaultdict[tuple[str, str], list[Work]] = defaultdict(list)
    for column in sorted({column for column, _value in names}):
        values = {value for each, value in names if each == column}
        for work in works_of(proposer).filter(**{f"{column}__in": values}).order_by("pk"):
            found[column, getattr(work, column)].append(work)
    return dict(found)


def _credited(works: Collection[int]) -> Iterator[tuple[int, Named]]:
    roles: dict[tuple[int, Artist], list[str]] = {}
    credited = Credit.objects.filter(work__in=among_ids(works)).select_related("artist")
    for credit in credited.order_by("pk"):
        role = credit.get_role_display().lower()
        roles.setdefault((credit.work_id, credit.artist), []).append(role)
    for (work, artist), of_artist in roles.items():
        yield work, Named(artist, ", ".join(of_artist))


def _paid(works: Collection[int]) -> Iterator[tuple[int, Named]]:
    ids = among_ids(works)
    sheets = SplitShare.objects.filter(sheet__work__in=ids)
    proposed = ProposedShare.objects.filter(proposal__work__in=ids)
    pairs = {
        *sheets.values_list("sheet__work_id", "payee_id"),
        *proposed.values_list("proposal__work_id", "payee_id"),
    }
    payees = Payee.objects.select_related("artist", "organisation")
    by_id = payees.in_bulk({payee for _work, payee in pairs})
    for work, pk in sorted(pairs):
        payee = by_id[pk]
        party = payee.artist or payee.organisation
        note = "named in another sheet" if party else "outside this site"
        yield work, Named(party or payee, note)
