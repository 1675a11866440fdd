"""The properties of tests/test_properties.py on as many examples as a time allows; outside of CI.

    python -m benchmarks.fuzz [MINUTES]

Prints how many examples each property was tried on; the first that fails ends the run with its smallest example.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROUND = 400


class Folder:
    """Stands in for pytest's fixture of that name."""

    def getbasetemp(self) -> Path:
        return Path(tempfile.gettempdir())


def properties() -> dict[str, Any]:
    from tests import test_properties

    return {
        name: value for name, value in vars(test_properties).items() if name.startswith("test_") and hasattr(value, "hypothesis")
    }


def main() -> None:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    os.environ["RESTORE_EXAMPLES"] = str(ROUND)
    tests = properties()
    stop = time.monotonic() + 60 * minutes
    tried: Counter[str] = Counter()
    while time.monotonic() < stop:
        for name, test in tests.items():
            try:
                test(**({"tmp_path_factory": Folder()} if "bytes" in name else {}))
            except Exception as error:
                print(f"{name}: {type(error).__name__}: {error}", *getattr(error, "__notes__", []), sep="\n")
                sys.exit(1)
            tried[name] += ROUND
            if time.monotonic() > stop:
                break
    for name, count in tried.items():
        print(f"{count:8} {name}")
    print(f"{sum(tried.values()):8} in {minutes:g} minutes, none failed")


if __name__ == "__main__":
    main()
