"""The numbers of the model: read from models/en/weights.toml, which the programs of models/build that fit them write."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from restore import toml
from restore.errors import DataError
from restore.trees import Trees

# The trees of a mode lie beside the weights; the large model has none.
TREES = {"kenlm": "confidence.tsv", "neural": "neural_confidence.tsv"}


# What the confidence of a logistic regression is made of: some of the names that `restore.decide.features` gives.
FEATURES = frozenset(
    (
        *("bias", "margin", "score", "gap", "log_odds", "family", "channel", "kept", "changed"),
        *("clean_rate", "frequency", "commoner", "phrase", "shorter", "pure", "capital", "article", "number"),
        *("near", "name", "term", "context"),
    )
)


# Those of a span that the neural model rescored.
NEURAL_FEATURES = FEATURES | {"neural", "neural_near", "neural_gap", "alone"}


# What trees are made of: all that `features` gives, in fast mode for a span that no neural model rescored.
FAST_TREES = FEATURES | {"tokens", "letters", "tokens_after", "letters_after", "own_frequency"}
TREE_FEATURES = {"kenlm": FAST_TREES, "neural": FAST_TREES | NEURAL_FEATURES | {"asked"}}


# What a document is judged by at first (`restore.first_look`).
LOOK = frozenset(("lm", "channel", "commoner", "shorter", "phrase", "clean_rate", "capital", "likely", "bias", "cap"))


# What a document that the first look leaves open is judged by in accurate mode (`restore.neural.second_look`).
SECOND_LOOK = frozenset(("first", "neural", "bias", "cap"))


# What the calibrated probability of a document is a logistic function of (`restore.prior.parts`).
SPUN = frozenset(("bias", "low", "middle", "high"))


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-linear weights and thresholds; scores are log10.

    lm: scale of language-model differences in context; bare: of differences without context, how common the wordings are
    (counted within lm too). channel: scale of log10 P(spun | original). length: bonus for each token by which a replacement is
    shorter than its span. capital: for replacing a capitalised word inside a sentence. cross: log10 share of a pair whose
    families this document's spinner is not; family: scale of log10 family shares. sense: scale of the votes of a form's other
    places in the document; context: of the support of lists of names and of the user's reference documents. boost: added to the
    log10 prior odds of every replacement when decoding; the confidence decides. evidence_scale, evidence_bias, evidence_cap:
    turn a span's score into a log10 likelihood ratio of spun to clean.
    trees: what the confidence of an edit is a logistic function of in a mode that has trees (`of_mode`); None as they are written.
    prior: log10 odds, before reading, that a document was spun; they tell in its rate. look: how spans are scored at the first
    look, without context and in it (lm), from which score without context on an original is read in context (likely), and from a
    span's score to its log10 likelihood ratio (bias, cap). document: the log10 likelihood ratio of spun to clean from which a
    document is edited at all. spun: the calibration of the probability that is reported. apply, suggest: thresholds on confidence.
    confidence: logistic coefficients of the features of `restore.decide`, by which accurate mode knows what to ask. neural,
    neural_apply, neural_confidence: scale of the neural model's log10 differences, the threshold in accurate mode, and the
    coefficients where it rescored, by which its trees are fitted; large, large_apply, large_confidence: those of the large neural
    model, which go without trees. second_look: scale of a span's score at the
    first look and of the (small) neural model's difference, and from their sum to a log10 likelihood ratio (bias, cap);
    neural_document, neural_spun: what `document` and `spun` are in accurate mode.
    """

    lm: float
    channel: float
    bare: float
    length: float
    capital: float
    cross: float
    family: float
    sense: float
    context: float
    boost: float
    evidence_cap: float
    evidence_scale: float
    evidence_bias: float
    prior: float
    document: float
    apply: float
    suggest: float
    neural: float
    neural_apply: float
    neural_document: float
    large: float
    large_apply: float
    look: dict[str, float]
    second_look: dict[str, float]
    spun: dict[str, float]
    neural_spun: dict[str, float]
    confidence: dict[str, float]
    neural_confidence: dict[str, float]
    large_confidence: dict[str, float]
    trees: Trees | None = None

    @classmethod
    def read(cls, path: Path) -> Weights:
        """The weights of a file, as written: those of the fast path. Raises DataError if it is missing or malformed."""
        try:
            table = toml.loads(path.read_text(encoding="utf-8"))
        except (OSError, toml.TOMLDecodeError) as error:
            raise DataError(path, f"cannot be read: {error}", fix="see Rebuild in models/README.md") from None
        coefficients = {
            **{"look": LOOK, "second_look": SECOND_LOOK, "spun": SPUN, "neural_spun": SPUN},
            **{"confidence": FEATURES, "neural_confidence": NEURAL_FEATURES, "large_confidence": NEURAL_FEATURES},
        }
        names = frozenset(f.name for f in fields(cls)) - coefficients.keys() - {"trees"}
        given = {section: _numbers(path, table, section, features) for section, features in coefficients.items()}
        numbers = _numbers(path, table, "weights", names)
        return cls(**numbers, **given)  # type: ignore[arg-type]


def of_mode(weights: Weights, reranker: str, folder: Path) -> Weights:
    """The weights of a mode: those of accurate mode where the fast path, and those of the large model where the small one has its
    own, with the mode's trees, which lie in `folder`. Raises DataError if those are missing or malformed."""
    trees = Trees.read(folder / TREES[reranker], TREE_FEATURES[reranker]) if reranker in TREES else None
    found = replace(weights, trees=trees)
    if reranker != "kenlm":
        found = replace(found, apply=weights.neural_apply, document=weights.neural_document, spun=weights.neural_spun)
    if reranker == "large":
        found = replace(found, neural=weights.large, apply=weights.large_apply, neural_confidence=weights.large_confidence)
    return found


def _numbers(path: Path, table: dict[str, Any], section: str, names: frozenset[str]) -> dict[str, float]:
    """The numbers of a section, which has to have just these names."""
    given = table.get(section, {})
    if set(given) != names:
        odd = ", ".join(sorted(set(given) ^ names))
        raise DataError(path, f"missing or unknown {section}: {odd}", fix="see Rebuild in models/README.md")
    return {name: float(given[name]) for name in names}
