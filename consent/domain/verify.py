"""Checks a receipt or a proof without the site: `python -m consent.domain.verify FILE --keys FILE`.

FILE holds a receipt (compact JWS), a proof file, or a tlog-proof. The keys are the site's
`/.well-known/jwks.json`, or for proofs the verifier key of its log (`name+id+key`). Ends with 0
where everything holds, 1 where something does not, 2 where a file cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from consent.domain import verdicts
from consent.domain.receipts import sentences
from consent.domain.signatures import NotAKey
from consent.domain.verdicts import Verdict

MARKS = {True: "holds", False: "DOES NOT HOLD", None: "not checked"}
MOST_BYTES = 1_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m consent.domain.verify", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--keys", type=Path, required=True)
    asked = parser.parse_args(arguments)
    try:
        trust = verdicts.read_keys(_text(asked.keys))
        verdict = verdicts.examine(_text(asked.file), trust)
    except (OSError, NotAKey) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.writelines(f"{line}\n" for line in lines(verdict))
    return 0 if verdict.holds else 1


def lines(verdict: Verdict) -> Iterator[str]:
    """The verdict as it is printed."""
    for finding in verdict.findings:
        yield f"{MARKS[finding.holds]}: {finding.sentence}"
    if verdict.entry is not None:
        yield sentences.given(verdict.entry)
        yield sentences.answer(verdict.entry)
    if verdict.entry is not None and verdict.words:
        yield "The file calls them, signed by nobody: " + ", ".join(
            f"{part} {name}" for part, name in verdict.words.items()
        )
    yield "It holds." if verdict.holds else "It does not hold."


def _text(file: Path) -> str:
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES).decode(errors="replace")


if __name__ == "__main__":
    sys.exit(main())
