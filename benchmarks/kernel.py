"""What a compiled kernel would give: a C++ prototype of the first look against the program's own, on the same sentences.

    python -m benchmarks.kernel [--build FOLDER]

Fetches KenLM's source distribution from the package index, compiles benchmarks/kernel.cc with its
sources (a C++ compiler and zlib are needed; some minutes the first time), runs it and the program's pass on the spun gold texts
and on their originals, and prints tokens a second, their ratio, and the pass in units of scoring the sentences once. The
program's caches are warm, as the prototype's are: both have met every form before.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.texts import clean_articles, spun_articles
from restore import resources
from restore.document import Document
from restore.restorer import Restorer

ROUNDS = 5
KENLM = "kenlm==0.3.0"
SOURCE = Path(__file__).with_name("kernel.cc")
FLAGS = ("-O3", "-std=c++17", "-DNDEBUG", "-DKENLM_MAX_ORDER=6", "-DHAVE_ZLIB", "-w")


def built(folder: Path) -> Path:
    """The compiled prototype, made if it is not there or older than its source."""
    program = folder / "kernel"
    if program.exists() and program.stat().st_mtime > SOURCE.stat().st_mtime:
        return program
    fetch = ("download", "-q", "--no-deps", "--no-binary", "kenlm", "-d", str(folder), KENLM)
    subprocess.run([sys.executable, "-m", "pip", *fetch], check=True)
    with tarfile.open(next(folder.glob("kenlm-*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    kenlm = next(path for path in folder.glob("kenlm-*") if path.is_dir())
    sources = [p for part in ("lm", "util", "util/double-conversion") for p in sorted((kenlm / part).glob("*.cc"))]
    library = [str(p) for p in sources if not any(word in p.name for word in ("test", "main"))]
    subprocess.run(["c++", *FLAGS, f"-I{kenlm}", str(SOURCE), *library, "-lz", "-lrt", "-lpthread", "-o", str(program)], check=True)
    return program


def forms(restorer: Restorer) -> Iterator[str]:
    """Lines of the prototype's table: the forms that have likely originals."""
    for form in restorer.table.spun_forms():
        likely, _ = restorer.first_look.look_up(form)
        if likely:
            yield "\t".join((form, *(f"{' '.join(each.words)};{each.score:.4f}" for each in likely)))


def own(restorer: Restorer, documents: list[Document]) -> float:
    """Seconds of the program's pass, the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for document in documents:
            for _ in restorer.first_look.spans(document):
                pass
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--build", type=Path, help="where the prototype is compiled and kept; a folder of its own otherwise")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.build or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        program = built(folder)
        restorer = Restorer()
        (folder / "forms").write_text("\n".join(forms(restorer)) + "\n", encoding="utf-8")
        for kind, texts in (("spun", spun_articles()), ("clean", clean_articles())):
            documents = [Document.read(text, restorer.guard.regions(text)) for text in texts]
            sentences = [" ".join(token.norm for token in d.tokens[a:b]) for d in documents for a, b in d.sentences]
            (folder / "sentences").write_text("\n".join(sentences) + "\n", encoding="utf-8")
            files = (resources.root() / "models" / "en" / "lm.binary", folder / "forms", folder / "sentences")
            done = subprocess.run([str(program), *map(str, files)], check=True, capture_output=True, text=True)
            tokens, candidates, compiled, raw = map(float, done.stdout.split())
            seconds = own(restorer, documents)
            print(f"{kind}: {tokens:.0f} tokens, {candidates / tokens:.1f} likely originals each")
            print(f"  compiled {tokens / compiled:,.0f} tokens/s, {compiled / raw:.1f} times scoring once")
            print(f"  the program {tokens / seconds:,.0f} tokens/s, {seconds / compiled:.1f} times as long")


if __name__ == "__main__":
    main()
