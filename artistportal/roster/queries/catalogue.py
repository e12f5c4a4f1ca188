"""What the site already knows of the works, people and shares that a catalogue file names.

The number of queries is the same for one row and for a hundred thousand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from artistportal.roster.domain.catalogue import CatalogueRow
from artistportal.roster.domain.catalogue_cells import Party
from artistportal.roster.models import (
    Artist,
    CatalogueUpload,
    Credit,
    Organisation,
    Payee,
    ProposedShare,
    SplitProposal,
    SplitShare,
    SplitSheet,
    Work,
)
from artistportal.roster.models.batches import among_ids, among_texts
from artistportal.roster.models.catalogue import CatalogueUploadQuerySet


@dataclass(slots=True)
class People:
    """The artists and payees a file may mean: by identifier anyone, by name only its sender's."""

    by_isni: dict[str, Artist] = field(default_factory=dict)
    by_ipi: dict[str, Artist] = field(default_factory=dict)
    by_name: dict[str, list[Artist]] = field(default_factory=lambda: defaultdict(list))
    signed: set[int] = field(default_factory=set)
    payees_of_artists: dict[int, Payee] = field(default_factory=dict)
    payees_of_organisations: dict[str, Payee] = field(default_factory=dict)
    organisations_by_dpid: dict[str, Organisation] = field(default_factory=dict)
    payees_by_name: dict[str, Payee] = field(default_factory=dict)


@dataclass(slots=True)
class Works:
    """The works a file may mean, with their credits, songs and split sheets."""

    by_name: dict[tuple[str, str], Work] = field(default_factory=dict)
    voices: dict[int, Work] = field(default_factory=dict)
    credits: dict[tuple[int, int, str], Credit] = field(default_factory=dict)
    contained: set[tuple[int, int]] = field(default_factory=set)
    sheets: dict[int, list[SplitSheet]] = field(default_factory=lambda: defaultdict(list))
    shares: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    proposed: dict[tuple[int, date], dict[int, int]] = field(default_factory=dict)


def people(organisation: Organisation, parties: Iterable[Party], day: date) -> People:
    """Everybody whom `organisation` may mean by these parties."""
    listed = list(parties)
    found = People()
    artists = Artist.objects.filter(
        Q(isni__in=among_texts(p.isni for p in listed if p.isni))
        | Q(ipi__in=among_texts(p.ipi for p in listed if p.ipi))
        | Q(
            name__in=among_texts(p.name for p in listed),
            pk__in=_known_to(organisation),
        )
    ).order_by("pk")
    known = set(_known_to(organisation).values_list("pk", flat=True))
    for artist in artists:
        if artist.isni:
            found.by_isni[artist.isni] = artist
        if artist.ipi:
            found.by_ipi[artist.ipi] = artist
        if artist.pk in known:
            found.by_name[artist.name].append(artist)
    found.signed = set(organisation.signings.in_force(day).values_list("artist_id", flat=True))
    _add_payees(found, organisation, listed)
    return found


def works(organisation: Organisation, rows: Sequence[CatalogueRow], artist_ids: set[int]) -> Works:
    """Everything known of the works that `rows` name."""
    found = Works()
    references = {row.reference for row in rows if row.reference}
    references.update(name for row in rows for name in row.compositions)
    isrcs = {row.isrc for row in rows if row.isrc}
    iswcs = {row.iswc for row in rows if row.iswc}
    iswcs.update(name for row in rows for name in row.compositions)
    named = Work.objects.filter(
        Q(isrc__in=among_texts(isrcs))
        | Q(iswc__in=among_texts(iswcs))
        | Q(rights_holder=organisation, reference__in=among_texts(references))
        | Q(voice_of_id__in=among_ids(artist_ids))
    )
    for work in named:
        _name(found, work, organisation)
    _add_details(found, [work.pk for work in named])
    return found


def uploads_of(organisation_id: int) -> CatalogueUploadQuerySet:
    """The files an organisation has uploaded, newest first."""
    uploads = CatalogueUpload.objects.filter(organisation_id=organisation_id)
    return uploads.select_related("uploaded_by").newest_first()


def _known_to(organisation: Organisation) -> QuerySet[Artist]:
    """The artists an organisation may name by their name alone: its own, and those on its works."""
    return Artist.objects.filter(
        Q(pk__in=organisation.signings.values("artist_id"))
        | Q(pk__in=Credit.objects.filter(work__rights_holder=organisation).values("artist_id"))
    )


def _add_payees(found: People, organisation: Organisation, parties: list[Party]) -> None:
    dpids = [party.dpid for party in parties if party.dpid]
    for other in Organisation.objects.filter(dpid__in=among_texts(dpids)):
        found.organisations_by_dpid[other.dpid or ""] = other
    artist_ids = {artist.pk for artists in found.by_name.values() for artist in artists}
    artist_ids.update(artist.pk for artist in found.by_isni.values())
    artist_ids.update(artist.pk for artist in found.by_ipi.values())
    ours = Payee.objects.filter(
        Q(split_shares__sheet__work__rights_holder=organisation)
        | Q(proposed_shares__proposal__work__rights_holder=organisation)
    )
    payees = Payee.objects.select_related("artist", "organisation").filter(
        Q(artist_id__in=among_ids(artist_ids))
        | Q(organisation=organisation)
        | Q(organisation__dpid__in=among_texts(dpids))
        | Q(
            name__in=among_texts(party.name for party in parties),
            artist=None,
            organisation=None,
            pk__in=ours.values("pk"),
        )
    )
    for payee in payees:
        if payee.artist_id is not None:
            found.payees_of_artists[payee.artist_id] = payee
        elif payee.organisation is not None:
            found.payees_of_organisations[str(payee.organisation.public_id)] = payee
        else:
            found.payees_by_name[payee.name] = payee


def _name(found: Works, work: Work, organisation: Organisation) -> None:
    if work.isrc:
        found.by_name["isrc", work.isrc] = work
    if work.iswc:
        found.by_name["iswc", work.iswc] = work
    if work.reference and work.rights_holder_id == organisation.pk:
        found.by_name["reference", work.reference] = work
    if work.voice_of_id is not None:
        found.voices[work.voice_of_id] = work


def _add_details(found: Works, work_ids: list[int]) -> None:
    for credit in Credit.objects.filter(work_id__in=among_ids(work_ids)):
        found.credits[credit.work_id, credit.artist_id, credit.role] = credit
    contained = Work.compositions.through.objects.filter(from_work_id__in=among_ids(work_ids))
    found.contained = set(contained.values_list("from_work_id", "to_work_id"))
    for sheet in SplitSheet.objects.filter(work_id__in=among_ids(work_ids)).order_by("from_date"):
        found.sheets[sheet.work_id].append(sheet)
    for share in SplitShare.objects.filter(sheet__work_id__in=among_ids(work_ids)):
        found.shares[share.sheet_id][share.payee_id] = share.share_ppm
    waiting = ProposedShare.objects.filter(
        proposal__in=SplitProposal.objects.open(), proposal__work_id__in=among_ids(work_ids)
    ).select_related("proposal")
    for proposed in waiting:
        key = proposed.proposal.work_id, proposed.proposal.from_date
        shares = found.proposed.setdefault(key, {})
        if proposed.share_ppm:
            shares[proposed.payee_id] = proposed.share_ppm
