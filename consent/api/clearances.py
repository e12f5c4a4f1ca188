"""May this tool use these works?"""

from __future__ import annotations

from typing import Annotated, Literal

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from artistportal.roster.domain.uses import Use
from consent.api import problems
from consent.api.auth import key_of, may
from consent.api.documents import refusals
from consent.domain.api_keys import ApiScope
from consent.forms import FIRST_MOMENT
from consent.services import clearances, signing
from consent.services.clearances import InTheFuture, Question

MOST_WORKS = 10_000

router = Router(tags=["clearances"])


class AskedWorks(Schema):
    """One use, one territory, one moment, and the works."""

    use: Use
    territory: Annotated[
        str,
        Field(
            pattern="^([A-Z]{2}|Worldwide)$",
            description="ISO 3166-1, or Worldwide: cleared only where cleared everywhere.",
            examples=["DE"],
        ),
    ]
    works: Annotated[
        list[Annotated[str, Field(max_length=100)]],
        Field(min_length=1, max_length=MOST_WORKS, examples=[["ISRC:GBAYE0601498"]]),
    ]
    at: Annotated[
        Annotated[AwareDatetime, Field(ge=FIRST_MOMENT)] | None,
        Field(description="Now, or a moment in the past."),
    ] = None
    receipt: bool = False


class AskedQuestion(Schema):
    """The question as it was understood; the moment is the one that the answers are for."""

    tool: str
    use: Use
    territory: str
    at: str


class AsOf(Schema):
    """Every decision up to this number of the log counts."""

    log_size: int


class WorkAnswer(Schema):
    """Anything but cleared is not cleared."""

    work: str
    status: Literal["cleared", "refused", "unknown"]
    reasons: list[str]


class Meaning(Schema):
    """What a code means, and what would change the answer."""

    sentence: str
    cure: str


class ClearedWorks(Schema):
    """One answer for each work, in the order of asking."""

    question: AskedQuestion
    as_of: AsOf
    answers: list[WorkAnswer]
    meanings: dict[str, Meaning]
    receipt: Annotated[
        str | None, Field(description="A JWS over question, answers, moment and log size.")
    ] = None


@router.post(
    "/clearances",
    auth=may(ApiScope.CLEARANCES_READ),
    response={200: ClearedWorks, **refusals(413, 415, 503)},
    summary="Ask about up to 10,000 works",
    operation_id="clear",
)
def clear(request: HttpRequest, asked: AskedWorks) -> HttpResponse:
    question = Question(asked.use, asked.territory, asked.works, asked.at, asked.receipt)
    try:
        told = clearances.answer(tool=key_of(request).tool, question=question, now=timezone.now())
    except InTheFuture as refused:
        raise problems.invalid("body.asked.at", str(refused)) from refused
    except signing.NoKey as refused:
        raise problems.unavailable(str(refused)) from refused
    return HttpResponse(orjson.dumps(told), content_type="application/json")
