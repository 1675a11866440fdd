"""Candidates from a thesaurus read backwards: a word for its commoner synonyms, where the phrase table does not list it.

What thesaurus spinners do is guessed here, not observed; it is asked only of documents whose spinner seems to have one (figures:
models/README.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from restore.document import Document
from restore.generate.base import Candidate
from restore.generate.phrase_table import PhraseTableGenerator

# log10 rate at which a synonym seems right in clean text: synonyms do so more often than what spinners are known to do.
CLEAN_RATE = -1.3
# log10 share of replacements that are made with a synonym the phrase table does not have for the word.
UNLISTED = -0.7


class ThesaurusGenerator(PhraseTableGenerator):
    """Looks up every word, and what it begins, in WordNet's synonyms."""

    kind = "thesaurus"

    def propose(self, document: Document) -> Iterator[Candidate]:
        for candidate in super().propose(document):
            yield candidate._replace(logp10=candidate.logp10 + UNLISTED, clean_rate=CLEAN_RATE)
