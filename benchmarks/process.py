"""What only a fresh process shows: cold start, load time, resident memory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

# Each prints one number. The mapped model is shared between processes and given back when memory is short: it is not counted.
LOAD = """
import time
from restore.restorer import Restorer
start = time.perf_counter()
Restorer().restore("One sentence.")
print(time.perf_counter() - start)
"""
LOAD_KENLM = """
import sys, time
import kenlm
start = time.perf_counter()
kenlm.Model(sys.argv[1]).score("one sentence .")
print(time.perf_counter() - start)
"""
MEMORY = """
import re, sys
from pathlib import Path
from restore.restorer import Restorer
Restorer().restore(Path(sys.argv[2]).read_text(encoding="utf-8"))
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
model, inside = 0, False
for line in Path("/proc/self/smaps").read_text().splitlines():
    if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
        inside = line.endswith(sys.argv[1])
    elif inside and line.startswith("Rss:"):
        model += int(line.split()[1])
print((peak - model) / 1024)
"""


# Installed packages are compiled; a checkout is at the first run, unless this forbids it.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
# Fast mode, whatever is installed.
ENVIRONMENT["RESTORE_RERANKER"] = "kenlm"


def printed(code: str, *args: str) -> float:
    """The number that a fresh interpreter prints for `code`."""
    return float(
        subprocess.run([sys.executable, "-c", code, *args], check=True, capture_output=True, text=True, env=ENVIRONMENT).stdout
    )


def imports() -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, "-c", "import click, kenlm"], check=True, env=ENVIRONMENT)


def cold(path: Path) -> Callable[[], object]:
    return lambda: subprocess.run(
        [sys.executable, "-m", "restore", str(path)], check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT
    )


def busy(jobs: int) -> Callable[[], object]:
    """A loop of a second or more, its turns shared out to `jobs` processes."""
    code = f"for _ in range({30_000_000 // jobs}): pass"

    def run() -> None:
        for child in [subprocess.Popen([sys.executable, "-c", code]) for _ in range(jobs)]:
            child.wait()

    return run
