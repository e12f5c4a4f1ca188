"""What anyone may read of an artist: what they published, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.text import slugify

from artistportal import territories
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist, Credit, Work
from artistportal.roster.queries import works as roster_works
from artistportal.roster.queries.works import WorkFilter
from consent.domain import wordings
from consent.domain.facts import Facts
from consent.domain.signals import declarations, rsl, tdmrep
from consent.domain.signals.declarations import Declaration, Grant, Position
from consent.domain.signals.declarations import Tool as NamedTool
from consent.domain.stances import Stance, Standing, any_work_of, own_legs, stance
from consent.domain.works import Leg
from consent.models import Publication, Tool
from consent.queries import facts, state, works
from consent.queries.clearances import holders

LONGEST_SLUG = 50


@dataclass(frozen=True, slots=True)
class Said:
    """One use: what is said to everybody, and which tools may, in words."""

    use: Use
    position: Position
    tools: tuple[str, ...] = ()

    @property
    def look(self) -> str:
        return "no" if self.position is Position.REFUSED else "none"


@dataclass(frozen=True, slots=True)
class Told:
    """A public page: the signals' input, and the same for people."""

    publication: Publication
    declaration: Declaration
    said: list[Said]
    licence: str

    @property
    def sentence(self) -> str:
        """All of it in a sentence or two."""
        name = self.declaration.speaker
        refused = [s.use.label.lower() for s in self.said if s.position is Position.REFUSED]
        if len(refused) == len(self.said):
            return f"{name} refuses every use of this music by AI, to everyone."
        if not refused:
            return f"No AI tool may use this music without a yes from {name}."
        verb = "is" if len(refused) == 1 else "are"
        return (
            f"{wordings.listed(refused).capitalize()} {verb} refused to everyone."
            f" Every other use by AI needs a yes from {name}."
        )


def standing(slug: str) -> Publication | None:
    """The page that stands at an address now."""
    found = Publication.objects.standing().filter(slug=slug).select_related("artist")
    return found.first()


def free_slug(artist: Artist) -> str:
    """An address that nobody has or had: the name, with a number where it is taken."""
    name = slugify(artist.name)[: LONGEST_SLUG - 4] or f"artist-{artist.public_id.hex[:8]}"
    taken = set(Publication.objects.filter(slug__startswith=name).values_list("slug", flat=True))
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (name, *numbered) if slug not in taken)


def about_artist(publication: Publication, at: datetime) -> Told:
    """What the artist says about all works."""
    artist = publication.artist_id
    known = facts.about([artist])
    legs = any_work_of(artist, state.held_by([artist])[artist])
    positions = declarations.positions(known, legs, at)
    named = _allowed(known, legs, at) if publication.names_tools else {}
    said = [Said(use, positions[use], tuple(named.get(use, ()))) for use in Use]
    return Told(publication, _declaration(publication, positions), said, _licence(publication))


def work_of(publication: Publication, public_id: UUID) -> Work | None:
    """A work that credits the artist, where they let their works be listed."""
    if not publication.names_works:
        return None
    credited = Work.objects.filter(credits__artist=publication.artist_id, public_id=public_id)
    return credited.select_related("rights_holder").distinct().first()


def about_work(publication: Publication, work: Work, at: datetime) -> Told:
    """What the artist says about one work; a tool is named where all who allowed it tell so."""
    (asked,) = works.for_the_rule([work.pk])
    known = facts.about(holders([asked]))
    positions = declarations.positions(known, own_legs(publication.artist_id, asked.legs), at)
    granted: tuple[Grant, ...] = ()
    if publication.names_tools:
        tellers = _tellers(holders([asked])) | {publication.artist_id}
        granted = declarations.grants(known, asked, named_tools(), at, frozenset(tellers))
    said = [
        Said(use, positions[use], tuple(_granted(g) for g in granted if g.use is use))
        for use in Use
    ]
    declaration = _declaration(publication, positions, work, granted)
    return Told(publication, declaration, said, _licence(publication))


def between_parties(work: Work, address: str, speaker: str, at: datetime) -> Declaration:
    """The same for those who are party to it: every tool that is cleared, whoever published."""
    (asked,) = works.for_the_rule([work.pk])
    known = facts.about(holders([asked]))
    granted = declarations.grants(known, asked, named_tools(), at)
    return Declaration(address, address, speaker, {}, "", urn(work), granted)


def works_listed(publication: Publication) -> QuerySet[Work]:
    """The works on the page, by title, each with the artist's credits on it."""
    wanted = Work.objects.all() if publication.names_works else Work.objects.none()
    return roster_works.of_artist(wanted, publication.artist_id, WorkFilter())


def credits_listed(work: Work) -> list[Credit]:
    return roster_works.credits_of(work)


def named_tools() -> list[NamedTool]:
    """Every tool as the standards name it."""
    stored = Tool.objects.select_related("provider").order_by("name")
    return [
        NamedTool(
            tool.pk, tool.name, tool.public_id.urn, tool.provider.name, tool.provider.dpid or ""
        )
        for tool in stored
    ]


def edition() -> str:
    """What changes when the site-wide files do."""
    newest = Publication.objects.aggregate(at=Max("changed_at"), count=Count("pk"))
    return f"{rsl.VERSION}, {tdmrep.VERSION}, {newest['count']}, {newest['at']}"


def licence_lines() -> Iterator[str]:
    """The site's RSL file, one published page after the other."""
    yield rsl.OPENING
    for slug, contact in _published():
        yield rsl.content(address_of(slug), contact)
    yield rsl.CLOSING


def reservation_lines() -> Iterator[str]:
    """The site's TDMRep file, one published page after the other."""
    comma = "["
    for slug, _contact in _published():
        path = reverse("consent:public_artist", kwargs={"slug": slug})
        yield f"{comma}\n{tdmrep.entry(path, _public('policy', slug))}"
        comma = ","
    yield "[]\n" if comma == "[" else "\n]\n"


def address_of(slug: str) -> str:
    return _public("artist", slug)


def urn(work: Work) -> str:
    """The work as other systems name it."""
    if work.isrc:
        return f"urn:isrc:{work.isrc}"
    return f"urn:iswc:{work.iswc}" if work.iswc else work.public_id.urn


def _published() -> Iterable[tuple[str, str]]:
    stored = Publication.objects.standing().order_by("slug").values_list("slug", "contact")
    return stored.iterator(chunk_size=2_000)


def _tellers(artists: set[int]) -> set[int]:
    """Those among the artists who tell everybody which tools they allow for which works."""
    telling = Publication.objects.standing().filter(names_tools=True, names_works=True)
    return set(telling.filter(artist__in=artists).values_list("artist_id", flat=True))


def _declaration(
    publication: Publication,
    positions: dict[Use, Position],
    work: Work | None = None,
    granted: tuple[Grant, ...] = (),
) -> Declaration:
    slug = publication.slug
    return Declaration(
        address=_public("work", slug, work) if work else address_of(slug),
        policy=_public("policy", slug),
        speaker=publication.artist.name,
        positions=positions,
        contact=publication.contact,
        target=urn(work) if work else "",
        grants=granted,
    )


def _licence(publication: Publication) -> str:
    return _public("licence", publication.slug)


def _public(page: str, slug: str, work: Work | None = None) -> str:
    about = {"slug": slug} | ({"work": work.public_id} if work else {})
    path: str = reverse(f"consent:public_{page}", kwargs=about)
    return f"{settings.SITE_URL}{path}"


def _allowed(known: Facts, legs: list[Leg], at: datetime) -> dict[Use, list[str]]:
    """The tools that the artist lets do something, by use; whether others do is left aside."""
    answered = {d.scope.tool for d in known.decisions if d.is_yes and d.scope.tool is not None}
    names = Tool.objects.filter(pk__in=answered).order_by("name")
    found: dict[Use, list[str]] = {}
    for tool in names:
        for use in Use:
            told = stance(known, legs, tool.pk, use, at)
            if told.lets_something:
                found.setdefault(use, []).append(f"{tool.name}{_limits(told)}")
    return found


def _limits(told: Stance) -> str:
    if told.standing is Standing.ENDING:
        return f", until {wordings.day(told.effective_at)}"
    if told.excluded:
        return f", not in {_listed(told.excluded)}"
    return f", in {_listed(told.territories)}" if told.territories else ""


def _granted(grant: Grant) -> str:
    """A tool with where and until when: `Ossilune, in Germany, until 3 Mar 2027`."""
    limits = ""
    if grant.territories is not None:
        limits += f", in {_listed(grant.territories)}"
    elif grant.excluded:
        limits += f", not in {_listed(grant.excluded)}"
    if grant.until_at is not None:
        limits += f", until {wordings.last_day(grant.until_at)}"
    return f"{grant.tool.name}{limits}"


def _listed(codes: Iterable[str]) -> str:
    return wordings.listed(sorted(map(territories.name, codes)))
