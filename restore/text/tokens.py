"""Lossless tokens with offsets, and the sentences they form.

The same tokens are used to train the language model, to match the phrase table and to place edits, so this module is the
contract between them: change it and the model must be trained again (`TOKENIZER_VERSION` is part of the signature).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

TOKENIZER_VERSION = 1

# In order: words with inner apostrophes or full stops (taken apart below unless they are p.m or U.S), numbers with their unit
# letters (6.40pm, 1970s), dots, double hyphens, any other visible character. Words first: they are nine matches in ten.
_PATTERN = re.compile(r"[^\W\d_]+(?:[’'.][^\W\d_]+)*\d*|\d+(?:[.,:]\d+)*[^\W\d_]*|\.{2,}|--+|\S")
_DOTTED = re.compile(r"[^\W\d_](?:\.[^\W\d_])+")
_PARTS = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*\d*|\.")
_CLITICS = frozenset(("s", "re", "ve", "ll", "d", "m"))
_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "."})
_KEPT_NUMBER = re.compile(r"\d{1,2}(?:st|nd|rd|th)?|(?:19|20)\d\d(?:s)?|\d0s")
_TERMINAL = frozenset((".", "!", "?", "...", ".."))
_CLOSERS = frozenset(('"', "'", ")", "]", "”", "’"))
# A full stop after one of these does not end a sentence.
_ABBREVIATIONS = frozenset(
    re.findall(
        r"\S+",
        "mr mrs ms dr prof sen rep gov gen col lt sgt capt st no vs etc jr sr inc ltd co corp dept jan feb mar apr jun jul aug "
        "sept sep oct nov dec fig eq vol pp al cf approx est e.g i.e rev hon",
    )
)


class Token(NamedTuple):
    """A piece of the text: `text[start:end]`; `norm` is its lower-cased form with plain quotes, `lm` the model's word for it."""

    start: int
    end: int
    norm: str
    lm: str


def lm_form(norm: str) -> str:
    """The language model's word for a normalised token: itself, but numbers fall into a few classes.

    >>> [lm_form(w) for w in ("war", "12", "2019", "81.40", "1,204", "640", "3rd")]
    ['war', '12', '2019', '0.0', '000', '000', '3rd']
    """
    if not norm[0].isdigit() or _KEPT_NUMBER.fullmatch(norm):
        return norm
    digits = norm.rstrip("abcdefghijklmnopqrstuvwxyz")
    unit = norm[len(digits) :]
    return ("0.0" if "." in digits or ":" in digits else "000") + unit


def _normalise(raw: str) -> str:
    norm = raw.lower()
    if not norm.isascii():
        norm = norm.translate(_SAME)
    return norm


def tokenize(text: str) -> list[Token]:
    """Split text into tokens; whitespace belongs to none, every other character to exactly one.

    Clitics are tokens of their own ("is" + "n't", "Putin" + "'s"), a hyphen between words too. Offsets count characters.

    >>> [t.norm for t in tokenize("Trump’s post-cold war isn't over: 3.5%.")]
    ['trump', "'s", 'post', '-', 'cold', 'war', 'is', "n't", 'over', ':', '3.5', '%', '.']
    """
    tokens: list[Token] = []
    add = tokens.append
    taken = 0  # end of a full stop already taken into "U.S."
    for match in _PATTERN.finditer(text):
        raw = match.group()
        start, end = match.span()
        if raw.isalpha():
            norm = raw.lower()
            add(Token(start, end, norm, norm))
        elif len(raw) == 1:
            if start >= taken:
                norm = raw.translate(_SAME) if raw > "\x7f" else raw
                lm = "--" if norm == "-" and not _inside_word(text, start, end, raw) else norm
                add(Token(start, end, norm, lm_form(lm)))
        elif raw[0].isdigit():
            norm = _normalise(raw)
            add(Token(start, end, norm, lm_form(norm)))
        elif "." in raw and raw[0] != ".":
            if not _DOTTED.fullmatch(raw):
                for part in _PARTS.finditer(raw):
                    tokens.extend(_clitics(start + part.start(), part.group()))
                continue
            if raw.isupper() and text[end : end + 1] == "." and text[end + 1 : end + 2] != ".":
                end = taken = end + 1
            norm = _normalise(text[start:end])
            add(Token(start, end, norm, norm))
        else:
            tokens.extend(_clitics(start, raw))
    return tokens


def phrase_key(text: str) -> str:
    """A phrase as the phrase table writes it: its normalised tokens joined by a space.

    >>> phrase_key("Well-Being")
    'well - being'
    """
    return " ".join([token.norm for token in tokenize(text)])


@lru_cache(maxsize=200_000)
def lm_words(text: str) -> tuple[str, ...]:
    """A wording as the language model reads it.

    >>> lm_words("Well-known 640 times")
    ('well', '-', 'known', '000', 'times')
    """
    # A word of plain letters is a token as it stands: nothing has to be cut.
    return (text.lower(),) if text.isascii() and text.isalpha() else tuple([token.lm for token in tokenize(text)])


def _inside_word(text: str, start: int, end: int, raw: str) -> bool:
    """Whether a dash is a hyphen: a letter or digit right on both sides, and not an em dash."""
    return raw != "—" and start > 0 and end < len(text) and text[start - 1].isalnum() and text[end].isalnum()


def _clitics(start: int, raw: str) -> Iterator[Token]:
    """Cut a word with apostrophes: can't -> ca n't, they're -> they 're, people's -> people 's; o'clock stays whole."""
    norm = _normalise(raw)
    cut = 0
    if len(norm) == len(raw):  # lower-casing may lengthen a word (İ); such a word has no clitic worth cutting
        if norm.endswith("n't") and len(norm) > 3:
            cut = len(norm) - 3
        elif "'" in norm and norm[norm.rfind("'") + 1 :] in _CLITICS:
            cut = norm.rfind("'")
    if cut:
        yield Token(start, start + cut, norm[:cut], norm[:cut])
    yield Token(start + cut, start + len(raw), norm[cut:], norm[cut:])


def sentences(text: str, tokens: list[Token]) -> list[tuple[int, int]]:
    """Half-open ranges of token indices, one a sentence, in order and covering all tokens.

    A sentence ends at terminal punctuation followed by space, and at a line break unless the next line goes on in lower
    case (hard-wrapped text).
    """
    out: list[tuple[int, int]] = []
    first = 0
    last = len(tokens) - 1
    for i, token in enumerate(tokens):
        if i == last:
            break
        following = tokens[i + 1]
        if following.start == token.end:
            continue
        gap = text[token.end : following.start]
        if "\n" in gap or "\r" in gap:
            wrapped = gap.count("\n") < 2 and text[following.start].islower() and token.norm not in _TERMINAL
            if not wrapped:
                out.append((first, i + 1))
                first = i + 1
        elif _ends_sentence(tokens, i):
            out.append((first, i + 1))
            first = i + 1
    if tokens:
        out.append((first, len(tokens)))
    return out


def _ends_sentence(tokens: list[Token], i: int) -> bool:
    while tokens[i].norm in _CLOSERS and i > 0 and tokens[i - 1].end == tokens[i].start:
        i -= 1
    norm = tokens[i].norm
    if norm not in _TERMINAL:
        return False
    if norm != "." or i == 0:
        return True
    before = tokens[i - 1].norm
    return before not in _ABBREVIATIONS and not (len(before) == 1 and before.isalpha() and before != "i")
