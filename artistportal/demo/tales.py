"""Which tale was begun and whether it was told to its end: a small file beside the data."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Tale:
    """The moment and the size from which everything follows."""

    as_of: datetime
    size: str
    is_complete: bool = False


def path() -> Path:
    return Path(settings.DATA_DIR) / "demo.json"


def begun() -> Tale | None:
    """The tale that was begun here, if any."""
    if not path().exists():
        return None
    stored = json.loads(path().read_text(encoding="utf-8"))
    return Tale(datetime.fromisoformat(stored["as_of"]), stored["size"], stored["is_complete"])


def note(tale: Tale) -> None:
    """Writes down how far the tale is, whole or not at all."""
    aside = path().with_suffix(".new")
    aside.parent.mkdir(parents=True, exist_ok=True)
    stored = {**asdict(tale), "as_of": tale.as_of.isoformat()}
    aside.write_text(json.dumps(stored), encoding="utf-8")
    aside.replace(path())
