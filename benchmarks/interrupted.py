"""A batch that is killed and resumed again and again, compared byte for byte with one that is left alone.

    python -m benchmarks.interrupted [DOCUMENTS [KILLS [FORM]]]

FORM is jsonl (default), jsonl.gz, csv or parquet. Kills the whole command with SIGKILL after random shares of the work.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.batch_data import documents


def write(path: Path, count: int) -> None:
    rows = [{"id": i, "text": text, "n": i * 0.5} for i, text in enumerate(documents(count))]
    if path.suffix == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.Table.from_pylist(rows), path)
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["id", "text", "n"])
            writer.writeheader()
            writer.writerows(rows)
    else:
        data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
        path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def done(out: Path) -> int:
    """Records that the journal of an unfinished run counts."""
    try:
        lines = (out.parent / f".{out.name}.restore" / "journal").read_bytes().split(b"\n")[1:-1]
    except FileNotFoundError:
        return 0
    return int(json.loads(lines[-1])[0]) if lines else 0


def interrupted(command: list[str], out: Path, count: int, kills: int) -> list[int]:
    """Run a command, kill it when so many shares of the work are done, and let the last one end; returns when it was killed."""
    draw = random.Random(kills)
    killed: list[int] = []
    for number in range(kills):
        # On a fast machine the last run may have got that far before it was killed.
        goal = max([count * (number + 1) // (kills + 2), *(before + 1 for before in killed)])
        with subprocess.Popen([*command, "--resume"]) as process:
            while done(out) < goal and process.poll() is None:
                time.sleep(0.02)
            time.sleep(draw.random() * 0.5)
            process.send_signal(signal.SIGKILL)
        killed.append(done(out))
    subprocess.run([*command, "--resume"], check=True)
    return killed


def main() -> None:
    count, kills = (int(value) for value in (*sys.argv[1:3], *("100000", "5")[len(sys.argv[1:3]) :]))
    form = sys.argv[3] if len(sys.argv) > 3 else "jsonl"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / f"in.{form}"
        write(source, count)
        outs = folder / f"whole.{form}", folder / f"resumed.{form}"
        commands = [
            [sys.executable, "-m", "restore", "batch", str(source), "-o", str(out), "--field", "text", "-j", "2"] for out in outs
        ]
        started = time.perf_counter()
        subprocess.run(commands[0], check=True)
        seconds = time.perf_counter() - started
        killed = interrupted(commands[1], outs[1], count, kills)
        same = outs[0].read_bytes() == outs[1].read_bytes()
        changed = outs[0].read_bytes() != source.read_bytes()
        print(f"{count} documents in {seconds:.0f} s; killed with {killed} done; identical: {same}; anything restored: {changed}")
        sys.exit(0 if same and changed and not list(folder.glob(".*")) else 1)


if __name__ == "__main__":
    main()
