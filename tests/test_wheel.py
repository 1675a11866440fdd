"""The wheel and the source distribution, as a user installs them."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DATA = (
    "lexicon/en/names.tsv",
    "lexicon/en/near.tsv",
    "lexicon/en/surface.tsv",
    "lexicon/en/thesaurus.tsv",
    "models/en/clean_rates.tsv",
    "models/en/confidence.tsv",
    "models/en/neural_confidence.tsv",
    "models/en/lm.binary",
    "models/en/manifest.toml",
    "models/en/weights.toml",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--outdir", str(out), str(ROOT)], check=True, capture_output=True)
    return out


def test_wheel_and_sdist_hold_the_data(built: Path) -> None:
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    names = zipfile.ZipFile(wheel).namelist()
    assert all(f"restore/_data/{name}" in names for name in DATA)
    assert {"restore/py.typed", "restore/report/page.css", "restore/report/page.js", "restore/report/rows.css"} <= set(names)
    assert {f"restore/review/static/{name}" for name in ("page.html", "review.css", "review.js", "view.js")} <= set(names)
    assert not [n for n in names if n.startswith(("tests", "lexicon", "models"))]
    with tarfile.open(sdist) as archive:
        inside = {n.split("/", 1)[1] for n in archive.getnames() if "/" in n}
    assert {*DATA, "hatch_build.py", "examples/harbour.txt", "lexicon/FORMAT.md", "docs/pipelines.md"} <= inside


def test_the_installed_wheel_restores_an_example(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    scripts = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run(
        [scripts / "python", "-m", "pip", "install", "--quiet", "--only-binary", ":all:", wheel], check=True, capture_output=True
    )
    (tmp_path / "spun.txt").write_text(
        "Folks in opposition to it mentioned that they had been advised in regards to the struggle.\n"
    )
    for command in ("restore", "restore-text"):
        done = subprocess.run(
            [scripts / command, ROOT / "examples" / "harbour.txt"], cwd=tmp_path, capture_output=True, check=True, text=True
        )
        assert "every year" in done.stdout and "12 months" not in done.stdout
