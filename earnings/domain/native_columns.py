"""The columns of the native AI usage report; docs/usage-report.md shows the same table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from artistportal.roster.domain.uses import Use
from earnings.domain.problems import Problem, error, warning


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the report: what a cell holds, in the manner of a JSON schema."""

    name: str
    type: str
    pattern: str
    description: str
    is_required: bool = False


TEXT = ""
DECIMAL = r"^-?\d{1,12}(\.\d{1,6})?$"
FRACTION = r"^(0(\.\d{1,6})?|1(\.0{1,6})?)$"

COLUMNS: Final = (
    Column("use", "enum", "|".join(Use), "What the tool did with the work.", is_required=True),
    Column(
        "territory",
        "string",
        r"^([A-Z]{2}|Worldwide)$",
        "Where: an ISO 3166-1 alpha-2 code, or Worldwide for a use that knows no place.",
        is_required=True,
    ),
    Column(
        "used_at",
        "date or date-time",
        r"^\d{4}-\d{2}-\d{2}(T.*)?$",
        "When: a day (all of it, UTC) or a moment (RFC 3339).",
        is_required=True,
    ),
    Column("quantity", "integer", r"^\d{1,13}$", "How many uses, 0 or more.", is_required=True),
    Column(
        "isrc",
        "string",
        r"^[A-Z]{2}[A-Z0-9]{3}\d{7}$",
        "The recording; hyphens and lower case are read too.",
    ),
    Column(
        "iswc",
        "string",
        r"^T\d{10}$",
        "The composition; dots and hyphens are read too. Beside an ISRC it is kept as a hint.",
    ),
    Column("voice", "string", r"^[0-9a-f-]{36}$", "The voice: the id that this site gave it."),
    Column(
        "line_id",
        "string",
        TEXT,
        "Your own id of the line, unique within the tool and the month of use. A line whose id was"
        " already reported is excluded, so that nothing is paid twice.",
    ),
    Column(
        "corrects",
        "string",
        TEXT,
        "The line_id, in the same month, of an earlier line that this one replaces; quantity 0"
        " withdraws it.",
    ),
    Column("title", "string", TEXT, "As you know it; helps to find works that do not match."),
    Column("artist", "string", TEXT, "As you know it; helps to find works that do not match."),
    Column("model_version", "string", TEXT, "The version of the model that used the work."),
    Column(
        "attribution_weight",
        "decimal",
        FRACTION,
        "The share of the output that is owed to this work, 0 to 1.",
    ),
    Column("attribution_method", "string", TEXT, "How the weight was found."),
    Column("attribution_confidence", "decimal", FRACTION, "How sure that method is, 0 to 1."),
    Column(
        "attribution_provider",
        "string",
        TEXT,
        "Who found it. Several may speak of one output: a line each, with its own line_id.",
    ),
    Column("output_id", "string", TEXT, "Your id of the output."),
    Column(
        "account",
        "string",
        TEXT,
        "A pseudonym of your user who made the output, the same all month; no name, no address.",
    ),
    Column(
        "licence",
        "string",
        r"^(L-)?\d{1,9}$",
        "The licence a line of an unknown work belongs to; needed where the tool has several.",
    ),
    Column(
        "net_revenue",
        "decimal",
        DECIMAL,
        "Net revenue booked with this line. The month's revenue is the sum over its lines: a tool"
        " that knows only the total writes it on one line.",
    ),
    Column("currency", "string", r"^[A-Z]{3}$", "ISO 4217 currency of net_revenue, one in a file."),
    Column(
        "message_id",
        "string",
        TEXT,
        "Your id of this report, the same on every line. A second report of the same id changes"
        " nothing.",
    ),
)

BY_NAME: Final = {column.name: column for column in COLUMNS}
REQUIRED: Final = tuple(column.name for column in COLUMNS if column.is_required)
IDENTIFIERS: Final = ("isrc", "iswc", "voice")
MOST_COLUMNS: Final = 200


def header_problems(header: list[str]) -> list[Problem]:
    """What is wrong with the first line; an error means that the lines below cannot be read."""
    if len(header) > MOST_COLUMNS:
        return [
            error(
                f"The first line names {len(header):,} columns, more than {MOST_COLUMNS}.",
                "Name each of your columns once, separated by tabs or by commas.",
                line=1,
            )
        ]
    problems = [
        error(f"The column {name} is missing.", f"Add a column named {name}.", line=1, column=name)
        for name in REQUIRED
        if name not in header
    ]
    if not set(header) & set(IDENTIFIERS):
        problems.append(
            error(
                "No column says which work was used.",
                "Add a column named isrc, iswc or voice.",
                line=1,
                column="isrc",
            )
        )
    problems += [
        error("A column appears twice.", "Remove one of them.", line=1, column=name, value=name)
        for name in sorted({name for name in header if name and header.count(name) > 1})
    ]
    return problems + _told(header)


def _told(header: list[str]) -> list[Problem]:
    known = ", ".join(BY_NAME)
    told = [
        warning(
            "A column of this name is not known; its cells are not read.",
            f"Known columns: {known}."[:300],
            line=1,
            column=name[:100],
            value=name,
        )
        for name in header
        if name not in BY_NAME
    ]
    if "line_id" not in header:
        told.append(
            warning(
                "There is no column line_id.",
                "Add one: without it lines are told apart by their cells alone, and none can be"
                " corrected.",
                line=1,
                column="line_id",
            )
        )
    return told
