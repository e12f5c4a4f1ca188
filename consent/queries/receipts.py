"""What a decision's receipt tells, and what the log and the tools have to say about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Organisation, Work
from consent.domain.decisions import Capacity
from consent.domain.proofs import Inclusion
from consent.domain.receipts.facts import Agreed, Named, Party, Receipt, Seal, Speaker
from consent.domain.scopes import Scope
from consent.models import Act, Checkpoint, Decision, Terms
from consent.models.decisions import DecisionQuerySet
from consent.queries import acts, keys, log, notices
from consent.queries.notices import Sent

# How far back a yes is looked for that a no may take back.
MOST_LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class Told:
    """A receipt with what stands around it: its act, its place in the log, and who was told."""

    decision: Decision
    receipt: Receipt
    act: Act | None
    checkpoint: Checkpoint | None
    sent: Sent

    @property
    def is_sealed(self) -> bool:
        """Whether a signed checkpoint covers it already."""
        return self.checkpoint is not None and self.checkpoint.size >= self.decision.number


def decisions(artist: int | None = None) -> DecisionQuerySet:
    """Decisions with all that their receipts name; of one artist, or of everybody."""
    found = Decision.objects.with_names().select_related(
        "artist",
        "work",
        "tool__provider",
        "terms__licence__organisation",
        "given_by",
        "mandate__organisation",
    )
    return found if artist is None else found.filter(artist=artist)


def of(decision: Decision) -> Receipt:
    """The receipt of one of `decisions`."""
    tool = decision.tool
    return Receipt(
        site=settings.SITE_URL,
        seal=_seal(decision),
        is_yes=decision.is_yes,
        given_at=decision.given_at,
        artist=Party(
            decision.artist.name,
            str(decision.artist.public_id),
            f"ISNI:{decision.artist.isni}" if decision.artist.isni else "",
        ),
        speaker=_speaker(decision),
        tool=Named(tool.name, str(tool.public_id)) if tool else None,
        provider=Party(tool.provider.name, "", _dpid(tool.provider.dpid)) if tool else None,
        work=_work(decision.work) if decision.work else None,
        use=Use(decision.use) if decision.use else None,
        territories=None if decision.territories is None else tuple(decision.territories),
        ends_at=decision.ends_at,
        reaches_later_works=decision.reaches_later_works,
        agreed=_agreed(decision.terms) if decision.terms else None,
        withdraws=_withdraws(decision),
    )


def told(decision: Decision, at: datetime) -> Told:
    """All that the page of a receipt says."""
    return Told(
        decision,
        of(decision),
        acts.of_or_none(decision),
        log.newest_checkpoint(),
        notices.of_decision(decision, at),
    )


def inclusion(decision: Decision) -> Inclusion | None:
    """The proof that the log holds the decision; none before a checkpoint covers it."""
    return log.inclusion(decision.number - 1, decision.entry)


def names(decision: Decision) -> dict[str, str]:
    """How artist, tool and work are called now."""
    called = {
        "artist": decision.artist.name,
        "tool": decision.tool.name if decision.tool else "",
        "work": decision.work.title if decision.work else "",
    }
    return {part: name for part, name in called.items() if name}


def _seal(decision: Decision) -> Seal:
    return Seal(
        keys.origin(),
        decision.number,
        decision.content,
        decision.previous_hash,
        decision.row_hash,
    )


def _speaker(decision: Decision) -> Speaker:
    mandate = decision.mandate
    return Speaker(
        decision.given_by.name or "Somebody of the team",
        Capacity(decision.capacity),
        _organisation(mandate.organisation) if mandate else None,
        mandate.clause if mandate else "",
    )


def _agreed(terms: Terms) -> Agreed:
    return Agreed(
        terms.licence.code,
        terms.number,
        terms.text,
        terms.offered_at,
        terms.notice_days,
        _organisation(terms.licence.organisation),
    )


def _work(work: Work) -> Named:
    standard = f"urn:isrc:{work.isrc}" if work.isrc else f"urn:iswc:{work.iswc}"
    known = standard if work.isrc or work.iswc else ""
    return Named(work.title, str(work.public_id), WorkKind(work.kind), known)


def _organisation(organisation: Organisation) -> Party:
    return Party(organisation.name, str(organisation.public_id), _dpid(organisation.dpid))


def _dpid(dpid: str | None) -> str:
    return f"DPID:{dpid}" if dpid else ""


def _withdraws(decision: Decision) -> bool:
    """Whether a no takes back a yes to some of the same that had not ended or been answered yet."""
    before = Decision.objects.none() if decision.is_yes else _before(decision)
    noes: list[Scope] = []
    for each in before:
        if not each.is_yes:
            noes.append(each.scope)
        elif each.ends_at is None or each.ends_at > decision.given_at:
            both = each.scope.meet(decision.scope)
            if both and not any(both.lies_within(no) for no in noes):
                return True
    return False


def _before(decision: Decision) -> DecisionQuerySet:
    """What the artist said before about some of the same, the newest first."""
    found = Decision.objects.filter(artist=decision.artist_id, number__lt=decision.number)
    for column, value in (("work", decision.work_id), ("tool", decision.tool_id)):
        if value is not None:
            found = found.filter(Q(**{column: None}) | Q(**{column: value}))
    if decision.use:
        found = found.filter(use__in=("", decision.use))
    return found.newest_first()[:MOST_LOOKED_AT]
