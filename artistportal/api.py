"""The API: its address, its version, and how every refusal looks. docs/api.md tells it.

Each app brings its routers; a call is never sent to a sign-in page, it is told that a key is due.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from consent.api import changes, clearances, notices, problems
from consent.api.problems import Problem
from earnings.api import router as usage_reports

View = Callable[..., HttpResponse]
DESCRIPTION = (
    "What AI tools ask, hear and report. A call carries a key of the tool as a bearer token."
    " Every refusal is a problem document (RFC 9457). Moments are RFC 3339, in UTC."
)


class JsonParser(Parser):
    """Reads a body that says it is JSON, quickly."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise problems.no_json()
        return orjson.loads(request.body)


class PortalApi(NinjaAPI):
    """The API, whose document says that refusals are problems."""

    def get_openapi_schema(self, **how: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**how)
        for operations in schema["paths"].values():
            for operation in operations.values():
                _say_problems(operation["responses"])
        schema["components"].setdefault("schemas", {}).update(_problem_schemas())
        return schema


def _say_problems(responses: dict[int, dict[str, Any]]) -> None:
    for status, response in responses.items():
        if int(status) >= 400:
            reference = {"$ref": "#/components/schemas/ProblemDetails"}
            response["content"] = {problems.CONTENT_TYPE: {"schema": reference}}


def _problem_schemas() -> dict[str, Any]:
    schema = problems.ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "ProblemDetails": schema}


api = PortalApi(
    title="Artist Portal",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url="openapi.json",
    parser=JsonParser(),
)
api.add_router("", clearances.router)
api.add_router("", changes.router)
api.add_router("", notices.router)
api.add_router("", usage_reports)


@api.exception_handler(Problem)
def _problem(_request: HttpRequest, refused: Problem) -> HttpResponse:
    return refused.response()


@api.exception_handler(AuthenticationError)
def _unauthorized(_request: HttpRequest, _refused: AuthenticationError) -> HttpResponse:
    return problems.unknown_key().response()


@api.exception_handler(HttpError)
def _http(_request: HttpRequest, refused: HttpError) -> HttpResponse:
    cause = refused.__cause__
    return cause.response() if isinstance(cause, Problem) else problems.of_http(refused)


@api.exception_handler(ValidationError)
def _invalid(_request: HttpRequest, refused: ValidationError) -> HttpResponse:
    return problems.of_validation(refused)


@api.exception_handler(RequestDataTooBig)
def _too_large(_request: HttpRequest, _refused: RequestDataTooBig) -> HttpResponse:
    return problems.too_large(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0).response()


@api.exception_handler(PermissionDenied)
def _forbidden(_request: HttpRequest, refused: PermissionDenied) -> HttpResponse:
    return problems.not_allowed(str(refused)).response()


@api.exception_handler(Http404)
def _not_found(_request: HttpRequest, _refused: Http404) -> HttpResponse:
    return problems.not_found("Nothing is known here under this name.")


@api.exception_handler(Exception)
def _crash(request: HttpRequest, failed: Exception) -> HttpResponse:
    return problems.of_crash(request.path, failed)


def _door(view: View) -> View:
    """The view without sign-in, whose refusals of a method are problems too."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            return problems.method_not_allowed(request.method or "", response.headers["Allow"])
        return response

    return login_not_required(answer)


def urls() -> tuple[list[URLPattern], str, str]:
    """Every address of the API, and the answer at all others below it."""
    every, app_name, namespace = api.urls
    patterns = [each for each in every if isinstance(each, URLPattern) and each.name != "api-root"]
    for pattern in patterns:
        pattern.callback = _door(pattern.callback)
    nothing = login_not_required(problems.nothing_here)
    others = [path("", nothing, name="api-root"), path("<path:rest>", nothing, name="nowhere")]
    return [*patterns, *others], app_name, namespace
