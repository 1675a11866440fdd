"""Other correctors of English that come from PyPI; `pip install restore-text[bench]` installs them."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from importlib.util import find_spec

Corrector = Callable[[str], object]


def symspell() -> Corrector:
    from symspellpy import SymSpell

    checker = SymSpell()
    data = files("symspellpy")
    checker.load_dictionary(str(data / "frequency_dictionary_en_82_765.txt"), 0, 1)
    checker.load_bigram_dictionary(str(data / "frequency_bigramdictionary_en_243_342.txt"), 0, 2)
    return lambda text: [checker.lookup_compound(line, 2) for line in text.split("\n") if line]


def autocorrect() -> Corrector:
    from autocorrect import Speller

    corrector: Corrector = Speller()
    return corrector


def harper() -> Corrector:
    from harper import Linter

    corrector: Corrector = Linter().lint
    return corrector


def torture_phrases() -> Corrector:
    from TorturePhrases_Estimator.torture_phrases import TorturePhrasesEstimator

    corrector: Corrector = TorturePhrasesEstimator().identify_tortured_phrases
    return corrector


PEERS: dict[str, tuple[str, Callable[[], Corrector]]] = {
    "symspellpy lookup_compound": ("symspellpy", symspell),
    "autocorrect": ("autocorrect", autocorrect),
    "harper-py": ("harper", harper),
    "TorturePhrases_Estimator": ("TorturePhrases_Estimator", torture_phrases),
}


def peers() -> dict[str, Corrector]:
    """The peers that are installed, ready to correct."""
    return {name: load() for name, (module, load) in PEERS.items() if find_spec(module)}
