"""Artists, organisations, teams, mandates and the catalogue files they send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from artistportal.demo import cast, catalogue_files, mandates
from artistportal.demo.cast import Artist as PlannedArtist
from artistportal.demo.catalogue_files import CatalogueFile
from artistportal.demo.making.people import Users
from artistportal.demo.people import LABEL_ADMIN, LABEL_READER, MANAGER, PUBLISHER_ADMIN, SUPPORT
from artistportal.demo.plans import Plan
from artistportal.demo.works import Work as PlannedWork
from artistportal.roster.domain.roles import ArtistRole, OrganisationKind, OrganisationRole
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Artist, Organisation, Work
from artistportal.roster.services import artists, organisations, splits, works
from artistportal.roster.services import catalogue as catalogues
from artistportal.roster.services import mandates as leaves

MANAGED = (cast.DEMO_ARTIST, "tove-almgren-diaz")
PPM_OF_PER_CENT = 10_000


class Refused(Exception):
    """The site did not take a file of the demo: a mistake in the demo."""


@dataclass(frozen=True)
class Rosters:
    """What was made, by key."""

    artists: dict[str, Artist]
    organisations: dict[str, Organisation]


def make(plan: Plan, users: Users) -> Rosters:
    """Artists and organisations with those who act for them, and the mandates."""
    with transaction.atomic():
        rosters = Rosters(_artists(plan, users), _organisations(plan, users))
        for planned in plan.people.artists.values():
            _join(plan, users, rosters, planned)
        _represent(plan, users, rosters)
        _grant(plan, users, rosters)
    return rosters


def send_catalogues(
    plan: Plan, users: Users, rosters: Rosters, sent: Callable[[], None]
) -> dict[str, Work]:
    """Imports every catalogue file in turn; the works by key."""
    for file in catalogue_files.files(plan.catalogue, plan.timeline):
        _send(plan, users, rosters, file)
        sent()
    for work in plan.catalogue.of_kind(WorkKind.VOICE):
        if not work.is_filed:
            _add_voice(plan, users, rosters, work)
    return _works()


def admin_of(house: str) -> str:
    """The key of the person who acts for an organisation; the self-released act for their own."""
    return {cast.LABEL: LABEL_ADMIN, cast.PUBLISHER: PUBLISHER_ADMIN}.get(house, house)


def _artists(plan: Plan, users: Users) -> dict[str, Artist]:
    known = {artist.isni: artist for artist in Artist.objects.all()}
    return {
        planned.key: known.get(planned.isni)
        or artists.add(
            name=planned.name,
            is_band=planned.is_band,
            isni=planned.isni,
            ipi=planned.ipi,
            by=users[SUPPORT],
            now=plan.founded_at,
        )
        for planned in plan.people.artists.values()
    }


def _organisations(plan: Plan, users: Users) -> dict[str, Organisation]:
    known = {organisation.name: organisation for organisation in Organisation.objects.all()}
    return {
        planned.key: known.get(planned.name)
        or organisations.add(
            name=planned.name,
            kind=OrganisationKind(planned.kind),
            dpid=planned.dpid,
            by=users[SUPPORT],
            now=plan.founded_at,
        )
        for planned in cast.ORGANISATIONS
    }


def _join(plan: Plan, users: Users, rosters: Rosters, planned: PlannedArtist) -> None:
    """Puts an artist's owner and manager in the team, and an act on its roster."""
    artist = rosters.artists[planned.key]
    by, now = users[SUPPORT], plan.founded_at
    if artist.members.exists():
        return
    artists.add_member(
        artist=artist,
        user=users[planned.key],
        role=ArtistRole.OWNER,
        sees_money=True,
        by=by,
        now=now,
    )
    if planned.key in MANAGED:
        artists.add_member(
            artist=artist,
            user=users[MANAGER],
            role=ArtistRole.MANAGER,
            sees_money=planned.key == cast.DEMO_ARTIST,
            by=by,
            now=now,
        )
    if planned.is_act:
        house = rosters.organisations[planned.house]
        organisations.sign(organisation=house, artist=artist, from_date=now.date(), by=by, now=now)


def _represent(plan: Plan, users: Users, rosters: Rosters) -> None:
    label, publisher = (rosters.organisations[key] for key in (cast.LABEL, cast.PUBLISHER))
    admin, reader = OrganisationRole.OWNER, OrganisationRole.READER
    places = [
        (label, LABEL_ADMIN, admin, True),
        (label, LABEL_READER, reader, False),
        (publisher, PUBLISHER_ADMIN, admin, True),
        *((rosters.organisations[key], key, admin, True) for key in (cast.WREN, cast.DIEGO)),
    ]
    for organisation, key, role, sees_money in places:
        organisations.add_member(
            organisation=organisation,
            user=users[key],
            role=role,
            sees_money=sees_money,
            by=users[SUPPORT],
            now=plan.founded_at,
        )


def _grant(plan: Plan, users: Users, rosters: Rosters) -> None:
    for planned in mandates.build(plan.people, plan.timeline):
        artist = rosters.artists[planned.artist]
        if not artist.mandates.exists():
            leaves.grant(
                artist=artist,
                organisation=rosters.organisations[planned.house],
                leave=leaves.Leave(
                    uses=mandates.USES,
                    kinds=frozenset({WorkKind.RECORDING}),
                    clause=planned.clause,
                    from_at=planned.from_at,
                    until_at=planned.until_at,
                ),
                by=users[planned.artist],
                now=plan.founded_at,
            )


def _send(plan: Plan, users: Users, rosters: Rosters, file: CatalogueFile) -> None:
    organisation = rosters.organisations[file.house]
    by = users[admin_of(file.house)]
    data = catalogue_files.write(file.works, plan.people)
    if organisation.catalogue_uploads.filter(name=file.name, imported_at__isnull=False).exists():
        return
    upload = catalogues.keep_upload(
        name=file.name, data=data, organisation=organisation, by=by, now=file.sent_at
    )
    outcome = catalogues.import_upload(upload=upload, by=by, now=file.sent_at)
    if outcome.problems:
        raise Refused(f"{file.name}: {outcome.problems[0]}")


def _add_voice(plan: Plan, users: Users, rosters: Rosters, planned: PlannedWork) -> None:
    """The voice of a band's singer, who is on no roster: support adds it."""
    singer, house = rosters.artists[planned.act], rosters.organisations[planned.house]
    by, now = users[SUPPORT], catalogue_files.known_at(planned, plan.timeline)
    if Work.objects.filter(voice_of=singer).exists():
        return
    with transaction.atomic():
        voice = works.add_voice(artist=singer, rights_holder=house, by=by, now=now)
        payees = {
            planned.act: splits.payee_of_artist(singer),
            planned.house: splits.payee_of_organisation(house),
        }
        splits.agree(
            work=voice,
            shares={payees[key]: share * PPM_OF_PER_CENT for key, share in planned.shares.items()},
            from_date=planned.released_date,
            by=by,
            now=now,
        )


def _works() -> dict[str, Work]:
    """Every work by the key that the plan has for it."""
    return {_key(work): work for work in Work.objects.select_related("voice_of")}


def _key(work: Work) -> str:
    if work.voice_of:
        return f"voice:{cast.slug(work.voice_of.name)}"
    return work.isrc or work.iswc or work.reference
