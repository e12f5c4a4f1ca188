"""A tool's side in a process of its own: `python -m tests.consent.tool_side PORT FILE`.

It fails the first time, then is slow, and writes every message that it takes into the file.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from tests.consent.services.receivers import receiver


def main() -> None:
    port, file = int(sys.argv[1]), Path(sys.argv[2])
    noted = 0
    with receiver(port) as listening:
        listening.answer = 500
        while True:
            time.sleep(0.05)
            if listening.requests:
                listening.answer = "slow"
            for headers, body in listening.arrivals[noted:]:
                noted += 1
                code = json.loads(body)["data"]["notice"]
                with file.open("a") as arrived:
                    arrived.write(f"{headers['webhook-id']} {code}\n")


if __name__ == "__main__":
    main()
