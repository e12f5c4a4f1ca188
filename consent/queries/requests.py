"""What an artist is asked, and where each request stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Credit, Work
from artistportal.roster.models.batches import among_ids
from consent.domain import requests as rules
from consent.domain import wordings
from consent.domain.authorities import Authority
from consent.domain.requests import Moments, Outcome, Standing
from consent.models import Request, RequestLeg, RequestPart, Terms
from consent.models.requests import RequestQuerySet
from consent.queries import works
from consent.queries.artists import Subject

COUNTED = {
    WorkKind.RECORDING: ("recording", "recordings"),
    WorkKind.COMPOSITION: ("song", "songs"),
    WorkKind.VOICE: ("voice", "voices"),
}
OF_KIND = {
    WorkKind.RECORDING: "the recordings",
    WorkKind.COMPOSITION: "the songs",
    WorkKind.VOICE: "the voice",
}


@dataclass(frozen=True, slots=True)
class PartLine:
    """One use of one kind of work: how many works, and what was answered by whom."""

    id: int
    use: Use
    kind: WorkKind
    works: int
    is_yes: bool | None
    given_at: datetime | None
    given_by: str


@dataclass(frozen=True, slots=True)
class UseAsked:
    """One use that an artist is asked about: where their answer stands, and who may give it."""

    use: Use
    outcome: Outcome
    parts: tuple[PartLine, ...]
    refusals: tuple[str, ...]

    @property
    def may_answer(self) -> bool:
        return len(self.refusals) < len(self.parts)

    @property
    def told(self) -> str:
        """Who answered when, and what is left to others, in a sentence."""
        said = [part for part in self.parts if part.given_at]
        told = dict.fromkeys(_said(part, len(self.parts) > 1) for part in said)
        if said and len(said) < len(self.parts):
            left = [OF_KIND[part.kind] for part in self.parts if not part.given_at]
            told[f"Not answered for {wordings.listed(left)}."] = None
        return " ".join(told)

    @property
    def why_not(self) -> str:
        """What of it somebody else must answer."""
        return " ".join(dict.fromkeys(self.refusals))


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as one artist sees it."""

    request: Request
    standing: Standing
    uses: tuple[UseAsked, ...]

    @property
    def outcome(self) -> Outcome:
        return rules.outcome(self.answers, self.standing.takes_answers)

    @property
    def answers(self) -> Mapping[tuple[Use, WorkKind], bool | None]:
        return {(part.use, part.kind): part.is_yes for part in self.parts}

    @property
    def parts(self) -> list[PartLine]:
        return [part for each in self.uses for part in each.parts]

    @property
    def is_waiting(self) -> bool:
        return self.standing.takes_answers and None in self.answers.values()

    @property
    def says_yes(self) -> bool:
        """Whether the artist has agreed to something of it: then they see who is still open."""
        return True in self.answers.values()

    @property
    def may_answer(self) -> bool:
        return self.standing.takes_answers and any(each.may_answer for each in self.uses)

    @property
    def works(self) -> str:
        """`12 recordings and 12 songs`."""
        counts = {
            kind: max((part.works for part in self.parts if part.kind is kind), default=0)
            for kind in WorkKind
        }
        return wordings.listed(
            f"{count:,} {COUNTED[kind][count != 1]}" for kind, count in counts.items() if count
        )

    @property
    def use_names(self) -> str:
        return wordings.listed(each.use.label.lower() for each in self.uses)


@dataclass(frozen=True, slots=True)
class ArtistLine:
    """What one artist's answers come to, all together and use by use."""

    name: str
    public_id: UUID
    outcome: Outcome
    by_use: str


@dataclass(frozen=True, slots=True)
class Others:
    """Who else must agree before works of an artist are cleared: by name, without reasons."""

    open: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()
    not_agreed: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return len(self.open) + len(self.agreed) + len(self.not_agreed)

    @property
    def sentence(self) -> str:
        told = (
            ("Still open", self.open),
            ("Agreed", self.agreed),
            ("Not agreed", self.not_agreed),
        )
        return " ".join(f"{state}: {wordings.listed(names)}." for state, names in told if names)


def waiting_count(subject: Subject, now: datetime) -> int:
    """How many open requests wait for an answer of the artist's; one query."""
    return _waiting_for(subject, now).count()


def waiting(subject: Subject, now: datetime) -> list[Asked]:
    """The requests that wait for the artist's answer, the nearest deadline first; two queries."""
    found = with_ends(_waiting_for(subject, now)).order_by("deadline_at", "number")
    return as_asked(found, subject, now)


def waiting_requests(subject: Subject, now: datetime) -> RequestQuerySet:
    """The same requests with their names alone; one query."""
    return _waiting_for(subject, now).with_names().order_by("deadline_at", "number")


def settled(subject: Subject, now: datetime) -> RequestQuerySet:
    """What the artist has answered, or can no longer answer, the newest first."""
    waits = _waiting_for(subject, now).values("pk")
    return with_ends(_to(subject)).exclude(pk__in=waits).newest_first()


def as_asked(requests: Iterable[Request], subject: Subject, now: datetime) -> list[Asked]:
    """The requests as the artist sees them; one query for the parts of all."""
    found = list(requests)
    parts = _parts(found, subject.id) if found else {}
    return [
        Asked(
            request,
            state := rules.standing(moments(request), now),
            _uses(parts.get(request.pk, []), state.takes_answers, subject.authority),
        )
        for request in found
    ]


def to_artist(public_id: UUID, subject: Subject, now: datetime) -> Asked | None:
    """The request with this address, if the artist is among those asked."""
    found = with_ends(_to(subject)).filter(public_id=public_id)
    return next(iter(as_asked(found, subject, now)), None)


def works_of(asked: Asked, artist: int) -> QuerySet[Work]:
    """The works over which the artist is asked, in the order of their titles."""
    legs = RequestLeg.objects.filter(part__request=asked.request, part__artist=artist)
    return Work.objects.filter(pk__in=legs.values("work")).order_by("title", "-kind", "pk")


def legs_held(parts: Iterable[int], artist: int) -> QuerySet[RequestLeg]:
    """What the parts ask about and the artist still holds consent over."""
    return RequestLeg.objects.filter(
        part__in=parts, work__credits__artist=artist, work__credits__holds_consent=True
    )


def works_to_allow(asked: Asked, answers: Mapping[Use, bool], subject: Subject) -> int:
    """How many works these answers say yes for, as far as the account may; one query."""
    parts = [
        part.id
        for part in asked.parts
        if answers.get(part.use) and subject.authority.refusal(part.use, part.kind) is None
    ]
    return legs_held(parts, subject.id).values("work").distinct().count()


def others(asked: Asked, artist: int) -> Others:
    """Everybody else whose yes the artist's works in the request wait for; four queries."""
    holders = {
        holder.artist
        for work in works.for_the_rule(_named_works(asked, artist))
        for leg in work.legs
        for holder in leg.holders
    } - {artist}
    told = outcomes_of(asked.request, asked.standing.takes_answers, holders)
    names = {
        result: tuple(line.name for line in told if line.outcome is result) for result in Outcome
    }
    return Others(
        open=names[Outcome.OPEN],
        agreed=names[Outcome.AGREED],
        not_agreed=tuple(sorted(names[Outcome.NOT_AGREED] + names[Outcome.IN_PART])),
    )


def outcomes_of(
    request: Request, takes_answers: bool, artists: Iterable[int] | None = None
) -> list[ArtistLine]:
    """What each artist's answers come to, by name: of all who are asked, or of some."""
    parts = RequestPart.objects.filter(request=request).order_by("artist__name", "artist")
    if artists is not None:
        parts = parts.filter(artist_id__in=among_ids(artists))
    said: defaultdict[tuple[str, UUID], dict[tuple[Use, WorkKind], bool | None]]
    said = defaultdict(dict)
    for name, public_id, use, kind, is_yes in parts.values_list(
        "artist__name", "artist__public_id", "use", "kind", "is_yes"
    ):
        said[name, public_id][Use(use), WorkKind(kind)] = is_yes
    return [
        ArtistLine(
            name, public_id, rules.outcome(answers, takes_answers), _by_use(answers, takes_answers)
        )
        for (name, public_id), answers in said.items()
    ]


def moments(request: Request) -> Moments:
    """When what happened to a request that `with_moments` has read."""
    return Moments(
        request.deadline_at,
        getattr(request, "answered_at", None),
        request.withdrawn_at,
        getattr(request, "overtaken_at", None),
        request.licence.until_at,
    )


def with_moments(requests: RequestQuerySet) -> RequestQuerySet:
    """Requests with all that says where they stand, the last answer included."""
    parts = RequestPart.objects.filter(request=OuterRef("pk")).order_by()
    counted = parts.values("request").annotate(
        last=Max("given_at"), asked=Count("pk"), answered=Count("is_yes")
    )
    last = counted.filter(answered=F("asked")).values("last")
    return with_ends(requests).annotate(answered_at=Subquery(last))


def with_ends(requests: RequestQuerySet) -> RequestQuerySet:
    """Requests with their names and all that may close them."""
    newer = Terms.objects.filter(
        licence=OuterRef("terms__licence"), number__gt=OuterRef("terms__number")
    ).order_by("offered_at")
    return requests.with_names().annotate(overtaken_at=Subquery(newer.values("offered_at")[:1]))


def _to(subject: Subject) -> RequestQuerySet:
    """What the artist is asked; a label sees what is asked under its own licences."""
    parts = RequestPart.objects.filter(request=OuterRef("pk"), artist=subject.id)
    found = Request.objects.filter(Exists(parts))
    if subject.organisation is None:
        return found
    return found.filter(terms__licence__organisation=subject.organisation)


def _waiting_for(subject: Subject, now: datetime) -> RequestQuerySet:
    unanswered = RequestPart.objects.unanswered().filter(request=OuterRef("pk"), artist=subject.id)
    return _to(subject).open(now).filter(Exists(unanswered))


def _parts(requests: list[Request], artist: int) -> dict[int, list[PartLine]]:
    rows = (
        RequestPart.objects.filter(request__in=requests, artist=artist)
        .annotate(count=Count("legs"))
        .values_list(
            "request", "pk", "use", "kind", "count", "is_yes", "given_at", "given_by__name"
        )
    )
    found: defaultdict[int, list[PartLine]] = defaultdict(list)
    for request, pk, use, kind, count, is_yes, given_at, given_by in rows:
        line = PartLine(pk, Use(use), WorkKind(kind), count, is_yes, given_at, given_by or "")
        found[request].append(line)
    return found


def _uses(parts: list[PartLine], takes_answers: bool, authority: Authority) -> tuple[UseAsked, ...]:
    answers = {(part.use, part.kind): part.is_yes for part in parts}
    kinds = list(WorkKind)
    found = []
    for use in Use:
        of_use = tuple(
            sorted((p for p in parts if p.use is use), key=lambda p: kinds.index(p.kind))
        )
        if of_use:
            refusals = (authority.refusal(use, part.kind) for part in of_use)
            state = rules.of_use(answers, use, takes_answers)
            found.append(UseAsked(use, state, of_use, tuple(filter(None, refusals))))
    return tuple(found)


def _named_works(asked: Asked, artist: int) -> list[int]:
    """The works named in the request that lead to a leg over which the artist is asked."""
    legs = RequestLeg.objects.filter(part__request=asked.request, part__artist=artist)
    leads = Q(pk__in=legs.values("work")) | Q(compositions__in=legs.values("work"))
    sung = Credit.objects.filter(artist=artist, artist__voice__in=legs.values("work"))
    named = Work.objects.filter(requests=asked.request)
    leads |= Q(pk__in=sung.values("work"))
    return list(named.filter(leads).values_list("pk", flat=True).distinct())


def _said(part: PartLine, names_kind: bool) -> str:
    answer = "Allowed" if part.is_yes else "Not allowed"
    of_kind = f" for {OF_KIND[part.kind]}" if names_kind else ""
    by = part.given_by or "somebody of the team"
    return f"{answer}{of_kind} on {wordings.day(part.given_at)} by {by}."


def _by_use(answers: rules.Answers, takes_answers: bool) -> str:
    """`Training: agreed. Remix: not agreed.`, where the uses differ."""
    uses = {use: rules.of_use(answers, use, takes_answers) for use, _ in answers}
    if len(set(uses.values())) == 1:
        return ""
    return " ".join(f"{use.label}: {uses[use].label.lower()}." for use in Use if use in uses)
