"""Reading a document that somebody hands in: what should stand where, said when it does not.

Standard library only, as is all that recomputes a statement: see `recompute`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

MOST_DIGITS: Final = 40


class Wrong(ValueError):
    """Something of the document does not hold; the sentence says what and where."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One object of the document, and the words by which a person finds it."""

    name: str
    content: Mapping[str, Any]

    def number(self, field: str) -> int:
        return self._whole_number(field, self._found(field))

    def number_if_any(self, field: str) -> int | None:
        found = self._found(field)
        return None if found is None else self._whole_number(field, found)

    def flag(self, field: str) -> bool:
        found = self._found(field)
        if not isinstance(found, bool):
            raise Wrong(f"{self.name}: “{field}” should be true or false.")
        return found

    def text(self, field: str) -> str:
        found = self._found(field)
        if not isinstance(found, str):
            raise Wrong(f"{self.name}: “{field}” should be a text.")
        return found

    def text_if_any(self, field: str) -> str | None:
        return None if self._found(field) is None else self.text(field)

    def texts(self, field: str) -> list[str]:
        return [self._text(field, each) for each in self._listed(field)]

    def numbers(self, field: str) -> list[int]:
        return [self._whole_number(field, each) for each in self._listed(field)]

    def numbers_by_name(self, field: str) -> dict[str, int]:
        found = self.paper(field).content
        return {name: self._whole_number(field, each) for name, each in found.items()}

    def paper(self, field: str) -> Paper:
        return self._paper(field, self._found(field))

    def paper_if_any(self, field: str) -> Paper | None:
        found = self._found(field)
        return None if found is None else self._paper(field, found)

    def papers(self, field: str) -> list[Paper]:
        found = self._listed(field)
        return [self._paper(f"{field} {place}", each) for place, each in enumerate(found, 1)]

    def rows(self, field: str) -> list[list[Any]]:
        """A table's rows, of the width of their `columns`."""
        found = self._listed(field)
        width = len(self.texts("columns"))
        if not all(isinstance(row, list) and len(row) == width for row in found):
            raise Wrong(f"{self.name}: every row of “{field}” should have {width} cells.")
        return found

    def called(self, name: str) -> Paper:
        """The same under the name by which people quote it."""
        return Paper(name, self.content)

    def _found(self, field: str) -> Any:
        if field not in self.content:
            raise Wrong(f"{self.name}: “{field}” is missing.")
        return self.content[field]

    def _listed(self, field: str) -> list[Any]:
        found = self._found(field)
        if not isinstance(found, list):
            raise Wrong(f"{self.name}: “{field}” should be a list.")
        return found

    def _paper(self, field: str, found: object) -> Paper:
        if not isinstance(found, dict):
            raise Wrong(f"{self.name}: “{field}” should be an object.")
        return Paper(f"{self.name}, {field}", found)

    def _text(self, field: str, found: object) -> str:
        if not isinstance(found, str):
            raise Wrong(f"{self.name}: “{field}” should hold texts.")
        return found

    def _whole_number(self, field: str, found: object) -> int:
        if not isinstance(found, int) or isinstance(found, bool):
            raise Wrong(f"{self.name}: “{field}” should be a whole number.")
        return found


def load(text: str) -> dict[str, Any]:
    """The JSON object; raises Wrong, for numbers with a point and for a name given twice too."""
    try:
        found = json.loads(
            text,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
            parse_int=_number,
            object_pairs_hook=_once,
        )
    except (ValueError, RecursionError) as odd:
        sentence = str(odd) if isinstance(odd, Wrong) else "The file is not JSON."
        raise Wrong(sentence) from odd
    if not isinstance(found, dict):
        raise Wrong("The file is JSON, but no object.")
    return found


def canonical(content: object) -> bytes:
    """The one way to write it: sorted keys, no spaces, UTF-8 (as RFC 8785 for these types)."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    try:
        return text.encode()
    except UnicodeEncodeError as odd:
        raise Wrong("The file has half a character in a text.") from odd


def sha256(content: object) -> str:
    """The SHA-256 of the canonical writing, in hexadecimal digits."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _number(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise Wrong("A number of the file has more digits than any amount.")
    return int(digits)


def _refuse_number(text: str) -> object:
    raise Wrong(f"The number {text[:MOST_DIGITS]} is not whole; every number of the file is.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Wrong("An object of the file has the same name twice.")
    return found
