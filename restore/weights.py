"""The fitted numbers of the model: read from models/en/weights.toml, written by models/build/fit.py, never set by hand."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from restore import toml
from restore.errors import DataError

# The names that `restore.decide.features` gives.
FEATURES = frozenset(
    (
        *("bias", "margin", "score", "gap", "log_odds", "family", "channel", "kept", "changed"),
        *("clean_rate", "frequency", "commoner", "phrase", "shorter", "pure", "capital", "article", "number"),
    )
)


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-linear weights and thresholds; scores are log10.

    lm: scale of language-model differences in context; bare: of differences without context, how common the wordings are
    (counted within lm too). channel: scale of log10 P(spun | original). length: bonus for each token by which a replacement is
    shorter than its span. capital: for replacing a capitalised word inside a sentence. cross: log10 share of a pair whose
    families this document's spinner is not; family: scale of log10 family shares. oov: for a replacement word the model does
    not know. clean: scale of how rarely a replacement would seem right in clean text. sense: scale of the votes of a form's
    other places in the document. boost: added to the log10 prior odds of every replacement when decoding; the confidence
    decides. evidence_scale, evidence_bias, evidence_cap: turn a span's score into a log10 likelihood ratio of spun to clean.
    prior: log10 odds, before reading, that a document was spun. document: probability of having been spun from which a document
    is edited at all. apply, suggest: thresholds on confidence. confidence: logistic coefficients of the features of
    `restore.decide`.
    """

    lm: float
    channel: float
    bare: float
    length: float
    capital: float
    cross: float
    family: float
    oov: float
    clean: float
    sense: float
    boost: float
    evidence_cap: float
    evidence_scale: float
    evidence_bias: float
    prior: float
    document: float
    apply: float
    suggest: float
    confidence: dict[str, float]

    @classmethod
    def read(cls, path: Path) -> Weights:
        """Raises DataError if the file is missing, malformed, or lacks or has a name too many."""
        try:
            table = toml.loads(path.read_text(encoding="utf-8"))
        except (OSError, toml.TOMLDecodeError) as error:
            raise DataError(path, f"cannot be read: {error}", fix="run models/build/fit.py") from None
        names = {f.name for f in fields(cls)} - {"confidence"}
        given = table.get("weights", {})
        if set(given) != names:
            odd = sorted(set(given) ^ names)
            raise DataError(path, f"missing or unknown weights: {', '.join(odd)}", fix="run models/build/fit.py")
        coefficients = {name: float(value) for name, value in table.get("confidence", {}).items()}
        if set(coefficients) != FEATURES:
            odd = sorted(set(coefficients) ^ FEATURES)
            raise DataError(path, f"missing or unknown confidence features: {', '.join(odd)}", fix="run models/build/fit.py")
        return cls(**{name: float(given[name]) for name in names}, confidence=coefficients)
