"""A received file looked through once, in pieces: is it text, is it whole, how many lines."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

from earnings.domain.problems import Problem, error

LONGEST_LINE: Final = 1 << 20
MOST_BYTES: Final = 32 << 30
MOST_EXPANSION: Final = 400
FREE_EXPANSION: Final = 64 << 20

NOT_TEXT: Final = (
    (b"PK\x03\x04", "a ZIP or Excel file"),
    (b"%PDF", "a PDF"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
)
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class Unreadable(Exception):
    """The file cannot be read as a report; the problem says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(slots=True)
class Inspection:
    """Feeds on a file's pieces in order and raises Unreadable at the first fault."""

    received_bytes: int
    lines: int = 0
    size: int = 0
    header: bytes = b""
    _has_header: bool = False
    _open_line: int = 0
    _decoder: codecs.IncrementalDecoder | None = None

    def feed(self, piece: bytes) -> None:
        """Looks at the next piece, at most `LONGEST_LINE` bytes."""
        if self.size == 0:
            self._check_start(piece)
            self._decoder = codecs.getincrementaldecoder("utf-8")()
        self.size += len(piece)
        if self.size > min(MOST_BYTES, FREE_EXPANSION + MOST_EXPANSION * self.received_bytes):
            raise Unreadable(
                error(
                    "The file unpacks to far more than a report of its size holds.",
                    "Send it as plain TSV, or in smaller parts.",
                )
            )
        self._check_text(piece)
        self._measure(piece)

    def close(self) -> None:
        """Says what only the end shows: an empty file, a sign cut in two."""
        if self._decoder:
            self._check_decodes(b"", is_last=True)
        if not self.header.strip(BYTE_ORDER_MARK).strip():
            raise Unreadable(
                error(
                    "The file is empty." if not self.size else "The first line is empty.",
                    "Begin with a line that names the columns.",
                    line=1 if self.size else None,
                )
            )
        self.lines += self._open_line > 0

    def _check_start(self, piece: bytes) -> None:
        for start, kind in NOT_TEXT:
            if piece.startswith(start):
                raise Unreadable(
                    error(f"This is {kind}.", "Save it as TSV or CSV in UTF-8, gzip or not.")
                )

    def _check_text(self, piece: bytes) -> None:
        if (place := piece.find(b"\0")) >= 0:
            raise Unreadable(
                error(
                    "The file holds a zero byte, so it is not UTF-8 text.",
                    "Save it as TSV or CSV in UTF-8.",
                    line=self._line_at(piece, place),
                )
            )
        self._check_decodes(piece, is_last=False)

    def _check_decodes(self, piece: bytes, *, is_last: bool) -> None:
        if self._decoder is None or (piece.isascii() and not self._decoder.getstate()[0]):
            return
        try:
            self._decoder.decode(piece, final=is_last)
        except UnicodeDecodeError as odd:
            wrong = odd.object[odd.start : odd.start + 4]
            raise Unreadable(
                error(
                    "The text is not UTF-8.",
                    "Save it in UTF-8; it looks like Windows-1252 or ISO 8859-1.",
                    line=self._line_at(piece, max(0, odd.start)),
                    value=wrong.hex(" "),
                )
            ) from odd

    def _measure(self, piece: bytes) -> None:
        first = piece.find(b"\n")
        up_to = len(piece) if first < 0 else first
        if not self._has_header:
            self.header += piece[:up_to]
            self._has_header = first >= 0
        if self._open_line + up_to > LONGEST_LINE:
            raise Unreadable(
                error(
                    f"The line is longer than {LONGEST_LINE >> 20} MiB.",
                    "Check that each use has a line of its own.",
                    line=self.lines + 1,
                )
            )
        self.lines += piece.count(b"\n")
        self._open_line = (
            self._open_line + up_to if first < 0 else len(piece) - piece.rfind(b"\n") - 1
        )

    def _line_at(self, piece: bytes, place: int) -> int:
        return self.lines + piece.count(b"\n", 0, place) + 1
