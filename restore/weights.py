"""The fitted numbers of the model: read from models/en/weights.toml, written by models/build/fit.py, never set by hand."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from restore import toml
from restore.errors import DataError


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-linear weights and thresholds; scores are log10.

    lm: scale of language-model differences. channel: scale of log10 P(spun | original). length: bonus for each token by which
    a replacement is shorter than its span. capital: for replacing a capitalised word inside a sentence. cross: log10
    share of a pair whose families this document's spinner is not. evidence_cap: most that one span may say for "spun".
    prior: log10 odds, before reading, that a document was spun. oov: for a replacement word the model does not know.
    apply, suggest: thresholds on confidence. slope, intercept: confidence = logistic(intercept + slope * margin).
    """

    lm: float
    channel: float
    length: float
    capital: float
    cross: float
    oov: float
    evidence_cap: float
    evidence_bias: float
    prior: float
    slope: float
    intercept: float
    apply: float
    suggest: float

    @classmethod
    def read(cls, path: Path) -> Weights:
        """Raises DataError if the file is missing, malformed, or lacks or has a name too many."""
        try:
            table = toml.loads(path.read_text(encoding="utf-8"))
        except (OSError, toml.TOMLDecodeError) as error:
            raise DataError(path, f"cannot be read: {error}", fix="run models/build/fit.py") from None
        names = {f.name for f in fields(cls)}
        given = table.get("weights", {})
        if set(given) != names:
            odd = sorted(set(given) ^ names)
            raise DataError(path, f"missing or unknown weights: {', '.join(odd)}", fix="run models/build/fit.py")
        return cls(**{name: float(given[name]) for name in names})
