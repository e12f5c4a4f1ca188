"""What consent keeps about a person's artists: decisions with their receipts, and answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from artistportal.accounts.models import User
from artistportal.accounts.services.your_data import Piece, Source, document, table, written
from artistportal.roster.models import Artist
from artistportal.roster.services import own_data
from consent.models import CalendarFeed, Decision, RequestPart, ToolMember
from consent.queries import receipts as found
from consent.services import receipts, signing
from consent.services.receipts import NotSealedYet

ROWS_AT_ONCE = 500
HEADER = (
    "decision", "given_at", "answer", "work", "tool", "use", "territories", "terms", "ends_at",
    "capacity", "given_by",
)  # fmt: skip


def pieces(user: User, now: datetime) -> Iterable[Piece]:
    """Every decision given for their artists, the proof of each, and how requests were answered."""
    yield table(
        "tools.csv",
        ("tool", "from", "until"),
        (
            (str(m.tool), written(m.from_at), written(m.until_at))
            for m in ToolMember.objects.filter(user=user).select_related("tool").order_by("pk")
        ),
    )
    for artist in own_data.artists_of(user, now):
        folder = str(artist.public_id)
        yield table(f"{folder}/decisions.csv", HEADER, map(_decision, _decisions(artist)))
        yield table(
            f"{folder}/answers-to-requests.csv",
            ("request", "use", "kind", "answer", "answered_at"),
            _answers(artist),
        )
        for decision in _decisions(artist):
            yield from _proofs(decision, f"{folder}/receipts", now)


SOURCE = Source("Your artists' decisions with their receipts and proofs, and answers.", pieces)


def end(user: User, now: datetime) -> None:
    """End what a person who leaves could do for tools, and the feeds only they could read."""
    ToolMember.objects.filter(user=user).in_force(now).update(until_at=now)
    CalendarFeed.objects.filter(user=user).delete()


def _decisions(artist: Artist) -> Iterator[Decision]:
    rows = found.decisions(artist.pk).filter(artist=artist).order_by("number")
    return rows.iterator(ROWS_AT_ONCE)


def _decision(decision: Decision) -> tuple[str, ...]:
    territories = decision.territories
    return (
        decision.code,
        written(decision.given_at),
        "yes" if decision.is_yes else "no",
        str(decision.work) if decision.work else "all",
        str(decision.tool) if decision.tool else "all",
        decision.use or "all",
        "all" if territories is None else " ".join(territories),
        str(decision.terms) if decision.terms else "",
        written(decision.ends_at),
        decision.capacity,
        str(decision.given_by),
    )


def _answers(artist: Artist) -> Iterator[tuple[str, ...]]:
    """The artist's own answers; what others answered to the same request is theirs."""
    parts = RequestPart.objects.filter(artist=artist).select_related("request").order_by("pk")
    for part in parts.iterator(ROWS_AT_ONCE):
        said = {None: "", True: "yes", False: "no"}[part.is_yes]
        yield part.request.code, part.use, part.kind, said, written(part.given_at)


def _proofs(decision: Decision, folder: str, now: datetime) -> Iterator[Piece]:
    """The receipt and its proof; a decision that is not sealed yet says so."""
    for form in ("jws", "proof"):
        try:
            file = receipts.file(decision, form, now)
        except (NotSealedYet, signing.NoKey) as odd:
            yield document(f"{folder}/{decision.code}-{form}-missing.json", {"why": str(odd)})
        else:
            if file is not None:
                yield Piece(f"{folder}/{file.name}", [file.text])
