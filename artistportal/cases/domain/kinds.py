"""What cases are about, and what they may be opened from."""

from __future__ import annotations

from enum import StrEnum


class CaseKind(StrEnum):
    """The question or dispute that a case is."""

    WRONG_MATCH = "wrong_match"
    UNCLEARED_USE = "uncleared_use"
    VOICE_CLONE = "voice_clone"
    FALSE_RELEASE = "false_release"
    ARTIFICIAL_USE = "artificial_use"
    MISSING_MONEY = "missing_money"
    WRONG_SPLIT = "wrong_split"
    HOLD_OBJECTION = "hold_objection"
    PROFILE_DISPUTE = "profile_dispute"
    QUESTION = "question"

    @property
    def label(self) -> str:
        return LABELS[self]


class SubjectKind(StrEnum):
    """The kinds of line that a case can be opened from; `nothing` where it stands alone."""

    NOTHING = "nothing"
    DECISION = "decision"
    USE = "use"
    STATEMENT = "statement"
    CREDIT = "credit"
    SPLIT = "split"
    WORK = "work"
    HOLD = "hold"
    RELEASE = "release"
    CLAIM = "claim"
    PROFILE_CLAIM = "profile_claim"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class MoneyEffect(StrEnum):
    """What happens to the money while a case is open."""

    NONE = "none"
    KEPT = "kept"

    @property
    def label(self) -> str:
        return {"none": "Paid as before", "kept": "Kept until this is decided"}[self.value]


LABELS = {
    CaseKind.WRONG_MATCH: "This is not my work, or it is and was not matched",
    CaseKind.UNCLEARED_USE: "Used without my consent",
    CaseKind.VOICE_CLONE: "My voice was cloned, or somebody poses as me",
    CaseKind.FALSE_RELEASE: "A release that is not mine is on my profile",
    CaseKind.ARTIFICIAL_USE: "Uses that no listener made",
    CaseKind.MISSING_MONEY: "Money is missing",
    CaseKind.WRONG_SPLIT: "The split is wrong",
    CaseKind.HOLD_OBJECTION: "I object to a hold",
    CaseKind.PROFILE_DISPUTE: "Two people claim one profile",
    CaseKind.QUESTION: "A question",
}

# Questions about a work's own uses and shares: while they are open, its money may be kept.
KEEPS_MONEY = frozenset(
    {
        CaseKind.WRONG_MATCH,
        CaseKind.UNCLEARED_USE,
        CaseKind.ARTIFICIAL_USE,
        CaseKind.WRONG_SPLIT,
        CaseKind.FALSE_RELEASE,
    }
)
# Questions about something that stands on other companies' platforms.
HAS_APPEARANCES = frozenset({CaseKind.VOICE_CLONE, CaseKind.FALSE_RELEASE})
