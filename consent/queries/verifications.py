"""What holds of something handed in, by this site's keys and by its log."""

from __future__ import annotations

from dataclasses import dataclass

from consent.domain import verdicts
from consent.domain.receipts import sentences
from consent.domain.verdicts import Finding, Trust, Verdict
from consent.models import Decision
from consent.queries import keys, receipts

# Beyond what any column for numbers holds.
LAST = 2**63


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict, what the log has to say to it, and the decision in words."""

    verdict: Verdict
    findings: list[Finding]
    given: str = ""
    answer: str = ""

    @property
    def holds(self) -> bool:
        return self.verdict.holds and all(each.holds is not False for each in self.findings)


def examine(text: str) -> Checked:
    """Check it against this site's keys, and what it says against the log."""
    known = keys.public()
    verdict = verdicts.examine(text, Trust(known, keys.verifiers(known)))
    if verdict.entry is None:
        return Checked(verdict, verdict.findings)
    number = verdict.entry.get("number")
    known_number = number if type(number) is int and 0 < number < LAST else 0
    decision = receipts.decisions().filter(number=known_number).first()
    is_same = decision is not None and decision.content == verdict.entry
    return Checked(
        verdict,
        [*verdict.findings, _in_the_log(decision, is_same=is_same)],
        sentences.given(verdict.entry),
        sentences.answer(verdict.entry, receipts.names(decision) if decision and is_same else {}),
    )


def _in_the_log(decision: Decision | None, *, is_same: bool) -> Finding:
    if decision is None:
        return Finding(False, "The log of this site holds no such decision any more.")
    if not is_same:
        return Finding(False, f"The log of this site says something else as {decision.code} now.")
    return Finding(True, f"The log of this site says the same as {decision.code}.")
