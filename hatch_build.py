"""Maps lexicon/ and models/ into the wheel as restore/_data; builders and sources of derived files stay out."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NEEDED = (
    "lexicon/FORMAT.md",
    "lexicon/en/names.tsv",
    "lexicon/en/near.tsv",
    "lexicon/en/surface.tsv",
    "lexicon/en/thesaurus.tsv",
    "lexicon/en/terms.tsv",
    "lexicon/en/term_words.tsv",
    "lexicon/en/term_thesaurus.tsv",
    "lexicon/en/conditional.tsv",
    "models/en/lm.binary",
    "models/en/manifest.toml",
    "models/en/clean_rates.tsv",
    "models/en/confidence.tsv",
    "models/en/neural_confidence.tsv",
    "models/en/weights.toml",
)


class DataHook(BuildHookInterface[Any]):
    """Adds the data files; an editable install reads the checkout and copies nothing."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "standard":
            return
        root = Path(self.root)
        for name in NEEDED:
            if not (root / name).is_file():
                raise FileNotFoundError(f"{name} is missing: a wheel without it could not restore anything")
            build_data["force_include"][str(root / name)] = f"restore/_data/{name}"
