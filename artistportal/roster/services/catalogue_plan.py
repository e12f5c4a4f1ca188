"""What a catalogue file would change: every row held against what is stored, nothing written.

A file adds and corrects. It never takes a credit, a song or somebody's consent away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from artistportal.roster.domain.catalogue import CatalogueRow, Problem, shorten
from artistportal.roster.domain.catalogue_cells import CreditEntry, Party
from artistportal.roster.domain.credits import AiPart
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import (
    Artist,
    Credit,
    Organisation,
    Payee,
    SplitShare,
    SplitSheet,
    Work,
)
from artistportal.roster.queries import catalogue as known_catalogue
from artistportal.roster.services import splits
from artistportal.roster.services.catalogue_people import Cast, Unclear
from artistportal.roster.services.works import voice_title

ELSEWHERE = "Ask support to settle who holds it."
LATER_DAY = "Give the day from which the new shares hold."
WITHDRAW = "Withdraw those under Splits, or give another day."
MOST_PROPOSED = 200  # as many as a file of splits proposes
TOO_MANY = f"One file changes the shares of {MOST_PROPOSED} works at most."


@dataclass(frozen=True, slots=True)
class Proposed:
    """Shares for a day on which others hold: they wait until every payee has signed."""

    work: Work
    from_date: date
    shares: list[tuple[Payee, int]]


@dataclass(slots=True)
class Plan:
    """Rows to write, in an order in which each finds what it refers to."""

    new_artists: list[Artist] = field(default_factory=list)
    identified_artists: list[Artist] = field(default_factory=list)
    new_works: list[Work] = field(default_factory=list)
    changed_works: list[Work] = field(default_factory=list)
    new_credits: list[Credit] = field(default_factory=list)
    consenting_credits: list[Credit] = field(default_factory=list)
    disclosing_credits: list[Credit] = field(default_factory=list)
    new_contents: list[tuple[Work, Work]] = field(default_factory=list)
    new_payees: list[Payee] = field(default_factory=list)
    closed_sheets: list[SplitSheet] = field(default_factory=list)
    new_sheets: list[SplitSheet] = field(default_factory=list)
    new_shares: list[SplitShare] = field(default_factory=list)
    proposed_sheets: list[Proposed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def touched_works(self) -> list[Work]:
        """Each once, when they are stored: new, corrected, with other contents or shares."""
        works = [*self.new_works, *self.changed_works]
        works += [recording for recording, _song in self.new_contents]
        works += [sheet.work for sheet in self.new_sheets]
        return list({work.pk: work for work in works}.values())


def make(rows: Sequence[CatalogueRow], organisation: Organisation, now: datetime) -> Plan:
    """What taking over `rows` for `organisation` would change."""
    planner = _Planner(rows, organisation, now)
    planner.carry_out(rows)
    return planner.plan


class _Planner:
    def __init__(
        self, rows: Sequence[CatalogueRow], organisation: Organisation, now: datetime
    ) -> None:
        parties = list(dict.fromkeys(_parties(rows)))
        people = known_catalogue.people(organisation, parties, now.date())
        self.organisation = organisation
        self.now = now
        self.plan = Plan()
        self.cast = Cast(people, organisation, now)
        self.cast.meet(parties)
        artist_ids = {a.pk for artists in people.by_name.values() for a in artists if a.pk}
        self.works = known_catalogue.works(organisation, rows, artist_ids)
        self.described: dict[int, int] = {}
        self.planned: set[tuple[int, int, str]] = set()

    def carry_out(self, rows: Sequence[CatalogueRow]) -> None:
        works = [(row, self._work(row)) for row in rows]
        for row, work in works:
            if work is not None and self._is_first_line_about(work, row):
                self._credit(row, work)
                self._contain(row, work)
                self._agree(row, work)
        self.plan.new_artists = self.cast.new_artists
        self.plan.identified_artists = self.cast.identified
        self.plan.new_payees = self.cast.new_payees

    def _refuse(self, row: CatalogueRow, column: str, value: str, why: str, cure: str) -> None:
        self.plan.problems.append(Problem(row.line, column, shorten(value), why, cure))

    def _is_first_line_about(self, work: Work, row: CatalogueRow) -> bool:
        first = self.described.setdefault(id(work), row.line)
        if first != row.line:
            sentence = f"Line {first} describes the same work."
            self._refuse(row, "title", row.title, sentence, "Leave one of the two lines out.")
        return first == row.line

    def _is_new(self, one: Work, other: Artist | Work, role: str = "") -> bool:
        key = (id(one), id(other), role)
        is_new = key not in self.planned
        self.planned.add(key)
        return is_new

    def _work(self, row: CatalogueRow) -> Work | None:
        if row.kind is WorkKind.VOICE:
            return self._voice(row)
        found = (self.works.by_name.get(name) for name in row.names)
        stored = {id(work): work for work in found if work}
        if not stored:
            return self._add(row, Work(kind=row.kind.value, title=row.title))
        work = next(iter(stored.values()))
        misfit = self._misfit(row, list(stored.values()))
        if misfit:
            self._refuse(row, *row.names[0], *misfit)
            return None
        self._correct(row, work)
        return work

    def _misfit(self, row: CatalogueRow, works: list[Work]) -> tuple[str, str] | None:
        """Why the stored works a row names are not one work of this kind and organisation."""
        work = works[0]
        if work.rights_holder_id != self.organisation.pk:
            return "Another organisation holds this work.", ELSEWHERE
        if len(works) > 1:
            return "Its identifiers name two different works.", "Give the one that is right."
        if work.kind != row.kind:
            return f"This is a {work.kind} here.", "Check the kind and the identifier."
        for column, value in row.names:
            if getattr(work, column) and getattr(work, column) != value:
                told = f"This work has another {_label(column)}: {getattr(work, column)}."
                return told, "Give that one, or ask support to change it."
        return None

    def _correct(self, row: CatalogueRow, work: Work) -> None:
        said = {"title": row.title, "release_title": row.release_title, **dict(row.names)}
        said["contains_ai"] = row.contains_ai.value if row.contains_ai else ""
        changes = {
            name: value for name, value in said.items() if value and getattr(work, name) != value
        }
        for name, value in changes.items():
            setattr(work, name, value)
        if changes:
            self.plan.changed_works.append(work)
        self._name(row, work)

    def _name(self, row: CatalogueRow, work: Work) -> None:
        for column_and_value in row.names:
            self.works.by_name[column_and_value] = work

    def _add(self, row: CatalogueRow, work: Work) -> Work:
        work.release_title = row.release_title
        work.isrc = row.isrc or None
        work.iswc = row.iswc or None
        work.reference = row.reference
        work.contains_ai = row.contains_ai.value if row.contains_ai else ""
        work.rights_holder = self.organisation
        work.created_at = self.now
        self.plan.new_works.append(work)
        self._name(row, work)
        return work

    def _voice(self, row: CatalogueRow) -> Work | None:
        person = row.credits[0].artist
        artist = self._artist(row, person)
        if artist is None:
            return None
        if not self.cast.is_signed(artist):
            self._refuse(
                row,
                "credits",
                person.name,
                "A voice is taken over only for an artist on your roster.",
                "Have the artist signed to you first.",
            )
            return None
        stored = self.works.voices.get(artist.pk)
        if stored is None:
            title = row.title or voice_title(artist.name)
            voice = Work(kind=WorkKind.VOICE.value, title=title, voice_of=artist)
            self.works.voices[artist.pk] = voice
            return self._add(row, voice)
        misfit = self._misfit(row, [stored])
        if misfit:
            self._refuse(row, "credits", person.name, *misfit)
            return None
        return stored

    def _artist(self, row: CatalogueRow, party: Party) -> Artist | None:
        try:
            return self.cast.artist(party)
        except Unclear as unclear:
            self._refuse(row, "credits", party.name, str(unclear), unclear.cure)
            return None

    def _credit(self, row: CatalogueRow, work: Work) -> None:
        for entry in row.credits:
            artist = self._artist(row, entry.artist)
            if artist is None:
                continue
            for role in entry.roles:
                self._credit_role(row, work, artist, entry, role)

    def _credit_role(
        self, row: CatalogueRow, work: Work, artist: Artist, entry: CreditEntry, role: CreditRole
    ) -> None:
        holds_consent = entry.holds_consent or work.kind == WorkKind.VOICE
        ai = row.ai_part(entry.artist, role)
        stored = self.works.credits.get((work.pk, artist.pk, role.value))
        if stored is None and self._is_new(work, artist, role):
            self.plan.new_credits.append(
                Credit(
                    work=work,
                    artist=artist,
                    role=role.value,
                    holds_consent=holds_consent,
                    ai_contribution=ai.value if ai else "",
                    credited_at=self.now,
                )
            )
        elif stored is None:
            self._refuse(
                row,
                "credits",
                entry.artist.name,
                f"{entry.artist.name} has this role twice.",
                "Name each artist once, always with the same identifier.",
            )
        elif stored.holds_consent and not holds_consent:
            self._refuse(
                row,
                "credits",
                entry.artist.name,
                f"{entry.artist.name} holds consent here, and a file cannot take that away.",
                "Add the word consent, or ask support with the artist's word.",
            )
        else:
            self._correct_credit(stored, holds_consent, ai)

    def _correct_credit(self, stored: Credit, holds_consent: bool, ai: AiPart | None) -> None:
        if holds_consent and not stored.holds_consent:
            stored.holds_consent = True
            self.plan.consenting_credits.append(stored)
        if ai and stored.ai_contribution != ai.value:
            stored.ai_contribution = ai.value
            self.plan.disclosing_credits.append(stored)

    def _contain(self, row: CatalogueRow, work: Work) -> None:
        for name in row.compositions:
            song = self.works.by_name.get(("iswc", name)) or self.works.by_name.get(
                ("reference", name)
            )
            if song is None or song.kind != WorkKind.COMPOSITION:
                self._refuse(
                    row,
                    "compositions",
                    name,
                    "No composition here has this ISWC or reference.",
                    "Add a line of the kind composition for it.",
                )
            elif (work.pk, song.pk) not in self.works.contained and self._is_new(work, song):
                self.plan.new_contents.append((work, song))

    def _agree(self, row: CatalogueRow, work: Work) -> None:
        if row.splits_from is None:
            return
        shares = self._shares(row)
        if len({id(payee) for payee, _share in shares}) < len(row.splits):
            return
        sheets = self.works.sheets[work.pk] if work.pk else []
        in_force = [sheet for sheet in sheets if sheet.is_valid_on(row.splits_from)]
        if in_force:
            self._differ(row, Proposed(work, row.splits_from, shares), in_force[0])
            return
        closing, until_date = splits.place(sheets, row.splits_from)
        if closing:
            closing.until_date = row.splits_from
            self.plan.closed_sheets.append(closing)
        sheet = SplitSheet(work=work, from_date=row.splits_from, until_date=until_date)
        self.plan.new_sheets.append(sheet)
        self.plan.new_shares += [
            SplitShare(sheet=sheet, payee=payee, share_ppm=share) for payee, share in shares
        ]

    def _differ(self, row: CatalogueRow, other: Proposed, sheet: SplitSheet) -> None:
        """Shares of a day that has a sheet: the same change nothing, others are proposed."""
        day, said = other.from_date, {payee.pk: share for payee, share in other.shares}
        waiting = self.works.proposed.get((other.work.pk, day))
        if said == self.works.shares[sheet.pk]:
            return
        if sheet.from_date == day:
            self._refuse_day(row, day, "Other shares hold from this day.", LATER_DAY)
        elif waiting is not None:
            if said != waiting:
                self._refuse_day(row, day, "Other shares from this day wait.", WITHDRAW)
        elif len(self.plan.proposed_sheets) == MOST_PROPOSED:
            self._refuse_day(row, day, TOO_MANY, "Bring the others with another file.")
        else:
            self.plan.proposed_sheets.append(other)

    def _refuse_day(self, row: CatalogueRow, day: date, why: str, cure: str) -> None:
        self._refuse(row, "splits_from", day.isoformat(), why, cure)

    def _shares(self, row: CatalogueRow) -> list[tuple[Payee, int]]:
        shares: list[tuple[Payee, int]] = []
        for entry in row.splits:
            try:
                payee = self.cast.payee(entry.payee)
            except Unclear as unclear:
                self._refuse(row, "splits", entry.payee.name, str(unclear), unclear.cure)
                continue
            if any(payee is other for other, _share in shares):
                cure = "Add the shares of one payee together."
                self._refuse(row, "splits", payee.name, f"{payee.name} is named twice.", cure)
            shares.append((payee, entry.share_ppm))
        return shares


def _parties(rows: Iterable[CatalogueRow]) -> Iterator[Party]:
    for row in rows:
        for entry in row.credits:
            yield entry.artist
        for share in row.splits:
            yield share.payee


def _label(column: str) -> str:
    return column.upper() if column in {"isrc", "iswc"} else column
