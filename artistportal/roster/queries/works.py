"""The works a page shows: which ones, in what order, and everything about one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, Func, OrderBy, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from artistportal.roster.domain import identifiers
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Credit, SplitSheet, Work

ORDERS: dict[str, F | Func] = {
    "title": F("title"),
    "kind": F("kind"),
    "identifier": Coalesce("isrc", "iswc", "reference"),
    "release": F("release_title"),
}


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """What somebody looks for in a list of works; empty texts look for everything."""

    text: str = ""
    kind: str = ""
    role: str = ""
    release: str = ""
    order: str = "title"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a work, in words."""

    on_date: date
    words: str


def visible_to(account: Account) -> QuerySet[Work]:
    """The works an account may read about: an artist's credits, or what an organisation holds."""
    if account.kind == AccountKind.ARTIST:
        return Work.objects.filter(pk__in=_credited(account.id))
    if account.kind == AccountKind.ORGANISATION:
        return Work.objects.filter(rights_holder_id=account.id)
    return Work.objects.none()


def of_artist(works: QuerySet[Work], artist_id: int, wanted: WorkFilter) -> QuerySet[Work]:
    """Those of `works` that credit an artist and are looked for, with what is theirs in each."""
    credited = _credited(artist_id)
    if wanted.role:
        credited = credited.filter(role=wanted.role)
    found = works.filter(pk__in=credited)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.release:
        found = found.filter(release_title=wanted.release)
    if wanted.text:
        found = found.filter(matching(wanted.text))
    theirs = Credit.objects.filter(artist_id=artist_id)
    holding = theirs.filter(work=OuterRef("pk"), holds_consent=True)
    return (
        found.annotate(consent_is_theirs=Exists(holding))
        .order_by(*_order(wanted.order))
        .prefetch_related(Prefetch("credits", theirs.order_by("pk"), to_attr="their_credits"))
    )


def matching(text: str) -> Q:
    """Works with this in their title, release, ISRC, ISWC or the rights holder's number."""
    matches = Q(title__icontains=text) | Q(release_title__icontains=text) | Q(reference=text)
    for name, parse in (("isrc", identifiers.parse_isrc), ("iswc", identifiers.parse_iswc)):
        try:
            matches |= Q(**{name: parse(text)})
        except identifiers.InvalidIdentifier:
            continue
    return matches


def credits_of(work: Work) -> list[Credit]:
    """Who is credited on a work, in the order of the roles."""
    roles = [role.value for role in CreditRole]
    credited = work.credits.select_related("artist").order_by("pk")
    return sorted(credited, key=lambda credit: roles.index(credit.role))


def related_to(work: Work, account: Account) -> list[Work]:
    """The compositions in a recording, or a composition's recordings; `is_open` to the account."""
    if work.kind == WorkKind.VOICE:
        return []
    related = work.compositions if work.kind == WorkKind.RECORDING else work.recordings
    open_to = Exists(visible_to(account).filter(pk=OuterRef("pk")))
    return list(related.annotate(is_open=open_to).order_by("title", "pk"))


def sheets_of(work: Work) -> list[SplitSheet]:
    """The split sheets of a work, the newest first, with shares and payees."""
    sheets = work.split_sheets.order_by("-from_date").prefetch_related("shares__payee")
    return list(sheets)


def shows_splits(
    account: Account, credited: Iterable[Credit], sheets: Iterable[SplitSheet]
) -> bool:
    """Whether the account may read who is paid: it sees money, and has a say or a share."""
    if not account.sees_money or account.kind == AccountKind.ORGANISATION:
        return account.sees_money
    has_say = any(c.artist_id == account.id and c.holds_consent for c in credited)
    payees = (share.payee for sheet in sheets for share in sheet.shares.all())
    return has_say or any(payee.artist_id == account.id for payee in payees)


def history_of(work: Work, credited: Iterable[Credit], sheets: Iterable[SplitSheet]) -> list[Event]:
    """What happened to a work, the newest first."""
    events = [Event(_day(work.created_at), f"Added for {work.rights_holder}.")]
    for credit in credited:
        role = CreditRole(credit.role).label.lower()
        events.append(Event(_day(credit.credited_at), f"{credit.artist} credited as {role}."))
    events += [Event(sheet.from_date, "A split sheet takes effect.") for sheet in sheets]
    return sorted(dict.fromkeys(events), key=lambda event: event.on_date, reverse=True)


def _credited(artist_id: int) -> QuerySet[Credit, int]:
    return Credit.objects.filter(artist_id=artist_id).values_list("work_id", flat=True)


def _order(order: str) -> list[OrderBy | str]:
    key = ORDERS.get(order.removeprefix("-"), ORDERS["title"])
    main = key.desc() if order.startswith("-") else key.asc()
    return [main, "title", "pk"]


def _day(moment: datetime) -> date:
    return moment.date()
