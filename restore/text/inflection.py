"""Endings of English words and American spelling, by rule: enough to match the words of a text to those of technical terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

# Nouns that end in s and have no singular, or the same; and irregular plurals of technical words.
SAME = frozenset(
    (
        *(
            "series",
            "species",
            "means",
            "diabetes",
            "rabies",
            "herpes",
            "lens",
            "gas",
            "bias",
            "chaos",
            "alias",
            "canvas",
            "bus",
            "aids",
        ),
        *(
            "news",
            "always",
            "pancreas",
            "atlas",
            "its",
            "this",
            "has",
            "was",
            "thus",
            "plus",
            "yes",
            "us",
            "is",
            "as",
            "does",
            "measles",
        ),
    )
)
IRREGULAR = {
    **{"matrices": "matrix", "indices": "index", "vertices": "vertex", "appendices": "appendix", "cortices": "cortex"},
    **{"analyses": "analysis", "hypotheses": "hypothesis", "syntheses": "synthesis", "diagnoses": "diagnosis", "axes": "axis"},
    **{"crises": "crisis", "metastases": "metastasis", "bases": "basis", "theses": "thesis", "prognoses": "prognosis"},
    **{"phenomena": "phenomenon", "criteria": "criterion", "bacteria": "bacterium", "nuclei": "nucleus", "fungi": "fungus"},
    **{
        "stimuli": "stimulus",
        "radii": "radius",
        "women": "woman",
        "men": "man",
        "children": "child",
        "people": "person",
        "feet": "foot",
    },
    **{"teeth": "tooth", "mice": "mouse", "leaves": "leaf", "lives": "life", "knives": "knife", "halves": "half", "wolves": "wolf"},
    **{
        "lenses": "lens",
        "gases": "gas",
        "biases": "bias",
        "buses": "bus",
        "viruses": "virus",
        "formulae": "formula",
        "larvae": "larva",
    },
    **{
        "spectra": "spectrum",
        "strata": "stratum",
        "maxima": "maximum",
        "minima": "minimum",
        "optima": "optimum",
        "quanta": "quantum",
    },
    **{"caches": "cache", "aches": "ache", "headaches": "headache", "vortices": "vortex", "loci": "locus", "foci": "focus"},
}
_PLURAL = {singular: plural for plural, singular in IRREGULAR.items()}
_HISSING = ("ches", "shes", "sses", "xes", "zzes")


def singular(word: str) -> str:
    """The singular of a noun in lower case; a word that is none, unchanged.

    >>> [singular(w) for w in ("networks", "boundaries", "matrices", "losses", "analysis", "statistics", "series")]
    ['network', 'boundary', 'matrix', 'loss', 'analysis', 'statistics', 'series']
    """
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) < 4 or word[-1] != "s" or word in SAME or word.endswith(("ss", "us", "is", "ics", "'s")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(_HISSING) else word[:-1]


def plural(word: str) -> str:
    """The plural of a noun in lower case; a word that is a plural or has none, unchanged.

    >>> [plural(w) for w in ("network", "boundary", "matrix", "loss", "analysis", "key", "learning", "networks")]
    ['networks', 'boundaries', 'matrices', 'losses', 'analyses', 'keys', 'learning', 'networks']
    """
    if word in _PLURAL:
        return _PLURAL[word]
    if word in SAME or word.endswith(("ics", "ing")) or singular(word) != word or not word[-1:].isalpha():
        return word
    if word[-1] == "y" and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


# British endings and stems with what American English has for them, applied to both sides of a comparison, so that it does no harm
# where they change a word that is spelt the same in both ("rising").
_AMERICAN = (
    (re.compile(r"is(ations?|e[drs]?|ing|able)$"), r"iz\1"),
    (re.compile(r"ys(e[drs]?|ing)$"), r"yz\1"),
    (re.compile(r"(?<=[a-z]{2})ou(rs?|red|ring|ral|rable)$"), r"o\1"),
    (re.compile(r"([aeiou])ll(ed|ing|ers?)$"), r"\1l\2"),
    (re.compile(r"(cent|fib|lit|met|theat|calib)re(s?)$"), r"\1er\2"),
    (re.compile(r"(?<=[hnpklr])ae(?=[mdnos])|oe(?=dem|str|soph|tal)|(?<=f)oe(?=t)"), "e"),
)


_BRITISH = re.compile(r"is[aei]|ys[ei]|ou|ll|res?$|[ao]e")


@lru_cache(maxsize=50_000)
def american(word: str) -> str:
    """A word in lower case as American English spells it, for comparing.

    >>> [american(w) for w in ("optimisation", "colour", "tumours", "modelling", "fibre", "anaemia", "network")]
    ['optimization', 'color', 'tumors', 'modeling', 'fiber', 'anemia', 'network']
    """
    if not _BRITISH.search(word):
        return word
    for pattern, to in _AMERICAN:
        word = pattern.sub(to, word)
    return word


def bases(word: str) -> Iterator[tuple[str, str]]:
    """What a word may be an inflected form of, with the ending (s, ing, ed, ly, er); guesses, to be looked up.

    >>> list(bases("preparing"))
    [('preparing', ''), ('prepar', 'ing'), ('prepare', 'ing')]
    """
    yield word, ""
    one = singular(word)
    if one != word:
        yield one, "s"
    for ending in ("ing", "ed", "ly"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            yield stem, ending
            if ending != "ly":
                yield stem + "e", ending
                if stem[-1] == stem[-2] and stem[-1] not in "ls":
                    yield stem[:-1], ending
                if ending == "ed" and stem[-1] == "i":
                    yield stem[:-1] + "y", ending


def inflected(base: str, ending: str) -> tuple[str, ...]:
    """Forms of a base with an ending of `bases`, guesses too; the likeliest first.

    >>> inflected("process", "ing"), inflected("cluster", "ed"), inflected("map", "ing")
    (('processing',), ('clustered',), ('mapping', 'maping'))
    """
    if not ending:
        return (base,)
    if ending == "s":
        return (plural(base),)
    if ending == "ly":
        return (base + "ly",)
    if base[-1] == "e":
        return (base[:-1] + ending,)
    if ending == "ed" and base[-1] == "y" and base[-2:-1] not in "aeiou":
        return (base[:-1] + "ied",)
    if len(base) > 2 and base[-1] in "bdgmnprt" and base[-2] in "aeiou" and base[-3] not in "aeiou" and len(base) < 6:
        return (base + base[-1] + ending, base + ending)
    return (base + ending,)
