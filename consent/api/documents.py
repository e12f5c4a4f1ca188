"""What the API's document says that its calls have in common."""

from __future__ import annotations

from consent.api.problems import ProblemDetails

# What every call with a key may be answered.
ALWAYS = (400, 401, 403, 422, 429, 500)


def refusals(*more: int) -> dict[int, type[ProblemDetails]]:
    """The problems with which a call may be refused, beside those of every call."""
    return dict.fromkeys(sorted({*ALWAYS, *more}), ProblemDetails)
