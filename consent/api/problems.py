"""Refusals of the API as problem details (RFC 9457): what, where, how to cure."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Schema
from ninja.errors import HttpError, ValidationError

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
# Names a kind of problem for good; docs/api.md lists them.
TYPES = "urn:artist-portal:problem:"


class Field(Schema):
    """One part of the question that cannot be read."""

    where: str
    detail: str


class ProblemDetails(Schema):
    """A problem as it is told."""

    type: str
    title: str
    status: int
    detail: str
    fields: list[Field] | None = None


class Problem(Exception):
    """A refusal with its status, its kind and the sentence that says how to cure it."""

    def __init__(
        self,
        status: HTTPStatus,
        kind: str,
        detail: str,
        *,
        fields: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.fields = fields
        self.headers = headers or {}

    def response(self) -> HttpResponse:
        told: dict[str, Any] = {
            "type": f"{TYPES}{self.kind}",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
        }
        if self.fields:
            told["fields"] = list(self.fields)
        return HttpResponse(
            orjson.dumps(told),
            status=self.status.value,
            content_type=CONTENT_TYPE,
            headers=dict(self.headers),
        )


def nothing_here(_request: HttpRequest, **_where: str) -> HttpResponse:
    """The answer at an address that the API does not have."""
    return not_found("This address is none of the API's; /api/v1/openapi.json lists them.")


def not_found(detail: str) -> HttpResponse:
    return missing(detail).response()


def method_not_allowed(method: str, allow: str) -> HttpResponse:
    detail = f"{method} does nothing at this address; use {allow}."
    return Problem(
        HTTPStatus.METHOD_NOT_ALLOWED, "method-not-allowed", detail, headers={"Allow": allow}
    ).response()


def of_http(error: HttpError) -> HttpResponse:
    """What ninja itself refuses: a body that is no JSON."""
    status = HTTPStatus(error.status_code)
    return Problem(status, "malformed", f"{error}. Send one JSON object.").response()


def of_validation(error: ValidationError) -> HttpResponse:
    fields = [
        {
            "where": ".".join(str(part) for part in each["loc"]),
            "detail": str(each["msg"]),
        }
        for each in error.errors
    ]
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid",
        "The question cannot be answered as it stands; see fields for what to change.",
        fields=fields,
    ).response()


def of_crash(path: str, failed: Exception) -> HttpResponse:
    """Something broke here; the log has it, the caller only learns that it may ask again."""
    logger.error("The API failed at %s", path, exc_info=failed)
    detail = "This failed on our side and was noted. Ask again in a minute."
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "failed", detail).response()


def unknown_key() -> Problem:
    detail = (
        "Send a key in force of a tool: “Authorization: Bearer …”. The tool's people make keys."
    )
    return Problem(
        HTTPStatus.UNAUTHORIZED, "no-key", detail, headers={"WWW-Authenticate": "Bearer"}
    )


def beyond_scope(scope: str) -> Problem:
    detail = f"This key may not do this: it lacks the scope {scope}. Make a key that has it."
    return Problem(HTTPStatus.FORBIDDEN, "beyond-scope", detail)


def too_often(limit: int, retry_after: int) -> Problem:
    detail = f"More than {limit} calls in this minute; ask again in {retry_after} s."
    return Problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        "too-often",
        detail,
        headers={"Retry-After": str(retry_after)},
    )


def too_large(most: int) -> Problem:
    detail = f"At most {most:,} bytes are read at once; send the question in parts."
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", detail)


def no_json() -> Problem:
    detail = "Send the question as JSON, with “Content-Type: application/json”."
    return Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "no-json", detail)


def not_allowed(detail: str) -> Problem:
    return Problem(HTTPStatus.FORBIDDEN, "not-allowed", detail)


def not_now(detail: str, kind: str = "conflict") -> Problem:
    """What is asked for cannot be done as things stand."""
    return Problem(HTTPStatus.CONFLICT, kind, detail)


def unavailable(detail: str) -> Problem:
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", detail)


def missing(detail: str) -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "not-found", detail)


def gone(detail: str) -> Problem:
    return Problem(HTTPStatus.GONE, "gone", detail)


def invalid(where: str, detail: str) -> Problem:
    """One part of the question cannot be answered as it stands."""
    fields = [{"where": where, "detail": detail}]
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", detail, fields=fields)
