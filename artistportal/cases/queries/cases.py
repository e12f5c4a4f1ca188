"""Cases as their people read them: which ones, in what order, and everything about one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery

from artistportal.accounts.models import User
from artistportal.cases.domain import deadlines
from artistportal.cases.domain.states import CaseState
from artistportal.cases.models import Attachment, Case, Message
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.models import ArtistMember, OrganisationMember

PAGE_SIZE = 50
ALL = "all"
UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class CaseSelection:
    """What somebody looks for in a list of cases; empty texts look for everything unfinished."""

    state: str = UNFINISHED
    kind: str = ""
    text: str = ""


def visible_to(user: User, account: Account) -> QuerySet[Case]:
    """The cases of the account in view, and the person's own that are of no account."""
    own = Q(artist=None, organisation=None, opened_by=user)
    if account.kind is AccountKind.ARTIST:
        own |= Q(artist_id=account.id)
    if account.kind is AccountKind.ORGANISATION:
        own |= Q(organisation_id=account.id)
    return Case.objects.filter(own)


def chosen(cases: QuerySet[Case], selection: CaseSelection) -> QuerySet[Case]:
    """Those that are looked for, the newest first, with the last answer by support."""
    if selection.state == UNFINISHED:
        cases = cases & Case.objects.unfinished()
    elif selection.state != ALL:
        cases = cases.filter(state=selection.state)
    if selection.kind:
        cases = cases.filter(kind=selection.kind)
    if selection.text:
        cases = cases.filter(_matching(selection.text))
    answers = Message.objects.filter(case=OuterRef("pk"), from_support=True, is_note=False)
    last = answers.order_by("-at", "-pk")
    return cases.annotate(
        answered_by=Subquery(last.values("by__name")[:1]),
        answered_at=Subquery(last.values("at")[:1]),
        is_unread=Q(seen_by_opener_at=None) | Q(moved_at__gt=F("seen_by_opener_at")),
    ).order_by("-number")


def page(cases: QuerySet[Case], number: str, now: datetime) -> Page[Case]:
    """One page of a list; each case says whether its answer is overdue."""
    found = Paginator(cases, PAGE_SIZE).get_page(number)
    for case in found.object_list:
        case.is_overdue = is_overdue(case, now)  # type: ignore[attr-defined]  # for the template
    return found


def is_overdue(case: Case, now: datetime) -> bool:
    return deadlines.is_overdue(CaseState(case.state), case.answer_by, now)


def is_unread(case: Case) -> bool:
    """Whether the case says something that nobody of the opener's side has seen."""
    return case.seen_by_opener_at is None or case.seen_by_opener_at < case.moved_at


def unread_count(user: User, account: Account) -> int:
    """How many cases say something that nobody of the account has seen."""
    unread = Q(seen_by_opener_at=None) | Q(moved_at__gt=F("seen_by_opener_at"))
    return visible_to(user, account).filter(unread).count()


def conversation(case: Case, *, with_notes: bool) -> list[Message]:
    """What was said, the oldest first, with its files; notes only for support."""
    said = case.messages.all() if with_notes else case.messages.filter(is_note=False)
    files = Attachment.objects.order_by("pk")
    found = said.select_related("by").prefetch_related(Prefetch("attachments", files))
    return list(found.order_by("at", "pk"))


def people_of(case: Case, now: datetime) -> list[User]:
    """Who is told of a case: its opener, and the owners of the account that it is of."""
    if case.artist_id is None and case.organisation_id is None:
        return [case.opened_by]
    artists = ArtistMember.objects.in_force(now).filter(_told(case), artist=case.artist_id)
    houses = OrganisationMember.objects.in_force(now)
    mine = houses.filter(_told(case), organisation=case.organisation_id)
    people = {*artists.values_list("user", flat=True), *mine.values_list("user", flat=True)}
    return list(User.objects.filter(pk__in=people))


def account_key(case: Case) -> str:
    """The key of the account that the case is of; empty where it is a person's own."""
    if case.artist is not None:
        return f"{AccountKind.ARTIST}:{case.artist.public_id}"
    if case.organisation is not None:
        return f"{AccountKind.ORGANISATION}:{case.organisation.public_id}"
    return ""


def _told(case: Case) -> Q:
    return Q(user_id=case.opened_by_id) | Q(role="owner")


def _matching(text: str) -> Q:
    number = text.strip().upper().removeprefix("CS-").lstrip("0")
    found = Q(title__icontains=text) | Q(subject_label__icontains=text)
    return found | Q(number=int(number)) if number.isdecimal() and len(number) < 9 else found
