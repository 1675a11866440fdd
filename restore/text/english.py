"""Whether a text is English prose at all: about anything else an English lexicon and language model have nothing to say.

Two shares of the visible characters, protected stretches included, so that code and tables count by their size: what stands
in words the language model knows, and what stands in function words that only English has. The first fails in code, tables
and most other languages; the second in the languages whose words the model has met in names and loans, and in word lists.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from restore.document import Document
from restore.lm import LanguageModel

# The most frequent English words but those that are everyday words elsewhere too: a, in, is, was, on, for, as, he, but, me ...
FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "the of and to that with it this are not his she from they which you your our who were their has have been would could "
        "what when there",
    )
)
# Measured: English texts, with poems, Scots, Yorkshire and Missouri dialect, biochemistry and Polish names, have 0.54 to 1.00 in
# known words and 0.032 up in function words. Python has at most 0.37 known, tables of figures 0.43. German, French, Spanish and
# seven more languages have up to 0.89 known, but at most 0.011 in function words; a lexicon file has 0.98 and 0.023.
# Both, tried on other texts: of 2,459 English texts of 60 words one is turned away, a list of telephone numbers; of 16,369
# paragraphs of manual pages in 25 other languages 1,776 are let in, and all but half a dozen of these were left in English.
KNOWN = 0.48
FUNCTION = 0.028
# A single sentence or headline of fewer words may well do without function words.
SHORT = 12
# What is said of a text that is not, and is left as it is.
NOT_ENGLISH = "not English prose"


class Shares(NamedTuple):
    """Number of words of letters only; shares (0 to 1) of the visible characters in known words and in function words."""

    words: int
    known: float
    function: float


def shares(document: Document, lm: LanguageModel) -> Shares:
    """Measure a document; a text without visible characters has shares of 0."""
    words = [token.lm for token in document.tokens if token.lm.isalpha()]
    visible = len("".join(document.text.split())) or 1
    known = sum(len(word) for word in words if word in lm)
    function = sum(len(word) for word in words if word in FUNCTION_WORDS)
    return Shares(len(words), known / visible, function / visible)


def is_english_prose(document: Document, lm: LanguageModel) -> bool:
    """Whether a document is mostly English sentences; False for an empty one."""
    found = shares(document, lm)
    return found.known >= KNOWN and (found.function >= FUNCTION or 0 < found.words < SHORT)
