"""Move the capitals and the apostrophes of what stands in the text onto its replacement."""

from __future__ import annotations

SMALL_WORDS = frozenset(["a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])


def is_title(text: str) -> bool:
    """Whether every word but the small ones begins with a capital."""
    words = [w for w in text.replace("-", " ").split() if w[0].isalpha()]
    return bool(words) and all(w[0].isupper() for w in words if w not in SMALL_WORDS)


def transfer(before: str, after: str, sentence_start: bool) -> str:
    """`after` in the manner of `before`: capitals, then the kind of apostrophe.

    A capital inside `after` (a proper name) stays as it is written in the lexicon.

    >>> transfer("Monetary Occasions", "financial times", False)
    'Financial Times'
    >>> transfer("In keeping with", "according to", True)
    'According to'
    >>> transfer("could", "May", False)
    'May'
    >>> transfer("PC organization", "computer network", False)
    'computer network'
    """
    if "’" in before or "‘" in before:
        after = after.replace("'", "’")
    letters = [c for c in before if c.isalpha()]
    if not letters or not before[0].isalpha():
        return after
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return after.upper()
    if any(c.isupper() for c in after):
        return after[0].upper() + after[1:] if sentence_start and before[0].isupper() else after
    if before[0].isupper():
        first, *others = before.split()
        if len(first) > 1 and first.isupper() and others and others[0].islower() and not sentence_start:
            return after
        several = len(before.split()) > 1
        if is_title(before) and (several or not sentence_start):
            words = after.split(" ")
            return " ".join(w if w in SMALL_WORDS and i else w[:1].upper() + w[1:] for i, w in enumerate(words))
        return after[:1].upper() + after[1:]
    return after


def article_for(word: str) -> str:
    """The indefinite article that sounds right before a word.

    >>> [article_for(w) for w in ("hour", "university", "analysis", "study", "one", "11", "8", "FBI", "UN")]
    ['an', 'a', 'an', 'a', 'a', 'an', 'an', 'an', 'a']
    """
    lower = word.lower()
    if lower[0].isdigit():
        return "an" if lower[0] == "8" or lower in ("11", "18") else "a"
    if len(word) > 1 and word.isupper():
        return "an" if word[0] in "AEFHILMNORSX" else "a"
    if lower.startswith(("hour", "honest", "honour", "honor", "heir")):
        return "an"
    if lower.startswith(("uni", "use", "usu", "eu", "one", "once", "ufo", "ubiq", "util", "urin", "unanim")):
        odd = lower.startswith(("unin", "unim")) or (lower.startswith("one") and lower[3:4] == "r")
        return "an" if odd else "a"
    return "an" if lower[0] in "aeiouàáâäéèêëíîïóôöúûü" else "a"
