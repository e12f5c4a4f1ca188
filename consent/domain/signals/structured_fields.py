"""Dictionaries of RFC 9651, read strictly: what does not parse as a whole says nothing."""

from __future__ import annotations

import re

_KEY = re.compile(r"[a-z*][a-z0-9_\-.*]*")
_ITEM = re.compile(
    r"(?P<date>@-?\d{1,15})"
    r"|(?P<number>-?(?:\d{1,12}\.\d{1,3}|\d{1,15}))"
    r'|(?P<string>"(?:[ !#-\[\]-~]|\\["\\])*")'
    r"|(?P<token>[A-Za-z*][!#$%&'*+\-.^_`|~:/0-9A-Za-z]*)"
    r"|(?P<bytes>:[A-Za-z0-9+/=]*:)"
    r"|(?P<boolean>\?[01])"
    r'|(?P<display>%"(?:[ !#$&-~]|%[0-9a-f]{2})*")',
    re.ASCII,
)
_SPACES = re.compile(r" *")
_BLANKS = re.compile(r"[ \t]*")


class Malformed(ValueError):
    """The text is not a dictionary of RFC 9651."""


def tokens(text: str) -> dict[str, str | None]:
    """Each key with its token; None where the value is something else. The last of a key counts."""
    scanner = _Scanner(text.strip(" "))
    found: dict[str, str | None] = {}
    while not scanner.is_done():
        key = scanner.take(_KEY)
        found.pop(key, None)
        found[key] = scanner.value()
        scanner.parameters()
        scanner.take(_BLANKS)
        if scanner.is_done():
            break
        scanner.expect(",")
        scanner.take(_BLANKS)
        if scanner.is_done():
            raise Malformed("A comma ends the list.")
    return found


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0

    def is_done(self) -> bool:
        return self._place >= len(self._text)

    def take(self, pattern: re.Pattern[str]) -> str:
        return self._match(pattern).group()

    def skip(self, character: str) -> bool:
        """Step over the character where it stands next."""
        found = self._text.startswith(character, self._place)
        self._place += len(character) if found else 0
        return found

    def expect(self, character: str) -> None:
        if not self.skip(character):
            raise Malformed(f"Expected {character!r} at {self._place}.")

    def value(self) -> str | None:
        """What stands after a key: the token, or None for true, a list or another kind of item."""
        if not self.skip("="):
            return None
        if self.skip("("):
            self._inner_list()
            return None
        return self._match(_ITEM)["token"]

    def parameters(self) -> None:
        while self.skip(";"):
            self.take(_SPACES)
            self.take(_KEY)
            if self.skip("="):
                self.take(_ITEM)

    def _inner_list(self) -> None:
        self.take(_SPACES)
        while not self.skip(")"):
            self.take(_ITEM)
            self.parameters()
            if not self._text.startswith((" ", ")"), self._place):
                raise Malformed(f"A list is not closed at {self._place}.")
            self.take(_SPACES)

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self._text, self._place)
        if found is None:
            raise Malformed(f"Not understood at {self._place}.")
        self._place = found.end()
        return found
