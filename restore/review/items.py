"""What a reviewer decides on: each edit or suggestion as one place of the text with everything that may stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from restore.document import Document
from restore.edits import Edit
from restore.restorer import Result
from restore.text.case import article_for

_ARTICLE = re.compile(r"\b(an?)(\s+)\Z", re.IGNORECASE)
_LEADING_ARTICLE = re.compile(r"an?\s+", re.IGNORECASE)
_LINE_BREAK = re.compile(r"[^\S\n]*\n\s*")


@dataclass(frozen=True, slots=True)
class Option:
    """A wording for the place of an item; `logp10` as in `Scored`, None where the restorer gave no score."""

    text: str
    logp10: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """The place [start, end) of the original text, in characters, and what may replace `before` there; the first is proposed.

    `lead` and `tail` are the words around it that belong to the lexicon's entry, `initial` tells that they begin a sentence:
    "person" -> "one" with the lead "No " is the entry "no person" -> "no one".
    """

    start: int
    end: int
    before: str
    options: tuple[Option, ...]
    confidence: float
    kind: str
    why: str
    suggestion: bool
    lead: str = ""
    tail: str = ""
    initial: bool = False

    def edit(self, after: str) -> Edit:
        return Edit(self.start, self.end, self.before, after, self.confidence, self.kind, self.why)

    def typed(self, wording: str) -> str:
        """A wording as it is typed, in one line, as it goes into the text."""
        return keep_line_break(self.before, wording.strip())

    def pair(self, after: str) -> tuple[str, str]:
        """The spun form and its original `after` as lexicon entries: one line, small letters where only a sentence begins."""
        spun, original = (" ".join(f"{self.lead}{middle}{self.tail}".split()) for middle in (self.before, after))
        if article_of(self.before) and article_of(after):
            spun, original = (_LEADING_ARTICLE.sub("", form, count=1) for form in (spun, original))
        elif self.initial and spun[:1].isupper() and not any(c.isupper() for c in spun[1:]):
            spun, original = spun[0].lower() + spun[1:], original[:1].lower() + original[1:]
        return spun, original


def article_of(text: str) -> bool:
    """Whether a wording begins with an indefinite article and goes on.

    >>> article_of("an analysis"), article_of("analysis")
    (True, False)
    """
    return _LEADING_ARTICLE.match(text) is not None


def items_of(result: Result) -> list[Item]:
    """An item for each edit and suggestion, in order of the text, not overlapping."""
    document = Document.read(result.source)
    initials = _initials(document)
    out: list[Item] = []
    for edit in sorted([*result.edits, *result.suggestions], key=lambda e: (e.start, e.end)):
        out.append(_item(result.source, edit, out[-1].end if out else 0, initials))
    return out


def _initials(document: Document) -> set[int]:
    """Where the first word of each sentence begins, behind quotation marks and brackets."""
    words = (next((t for t in document.tokens[first:stop] if t.norm[:1].isalnum()), None) for first, stop in document.sentences)
    return {word.start for word in words if word}


def _item(text: str, edit: Edit, free: int, initials: set[int]) -> Item:
    """The item of an edit; nothing before the offset `free` may be touched."""
    span = _span(text, edit)
    # Without a place for the candidates only the edit itself can be offered.
    candidates = edit.candidates if span else ()
    inner = span or (edit.start, edit.end)
    wordings = [keep_line_break(text[slice(*inner)], scored.text) for scored in candidates]
    start = min(edit.start, _article_start(text, inner[0], free, wordings))
    shown = [_with_article(text, start, inner[0], wording) for wording in wordings]
    end = max(inner[1], edit.end)
    proposal = text[start : edit.start] + edit.after + text[edit.end : end]
    options = [Option(proposal, *((edit.candidates[0].logp10, edit.candidates[0].why) if edit.candidates else (None, "")))]
    for wording, scored in zip(shown[1:], candidates[1:], strict=True):
        if wording not in [text[start:end], *(option.text for option in options)]:
            options.append(Option(wording, scored.logp10, scored.why))
    first, last = _common([text[start:end], *(option.text for option in options)])
    options = [Option(o.text[first : len(o.text) - last], o.logp10, o.why) for o in options]
    start, end = start + first, end - last
    lead, tail = text[inner[0] : max(start, inner[0])], text[end : max(end, inner[1])]
    initial = inner[0] in initials
    return Item(
        start, end, text[start:end], tuple(options), edit.confidence, edit.kind, edit.why, not edit.applied, lead, tail, initial
    )


def _span(text: str, edit: Edit) -> tuple[int, int] | None:
    """The place of the candidates, if it is found.

    It is the edit's own with the words that candidate and text share, which an edit leaves out, without the article before it.
    """
    for lead, tail, skipped in _places(edit):
        start, end = edit.start + skipped - len(lead), edit.end + len(tail)
        if start >= 0 and text[start:end] == lead + edit.before[skipped:] + tail:
            return start, end
    return None


def _places(edit: Edit) -> Iterator[tuple[str, str, int]]:
    """How `after` may lie in the first candidate: the text before it, behind it, and how much of `before` is an article."""
    if not edit.candidates:
        return
    whole = edit.candidates[0].text.split()
    article = _LEADING_ARTICLE.match(edit.before)
    for skipped in [0, article.end()] if article and article_of(edit.after) else [0]:
        words = edit.after.split()[1 if skipped else 0 :]
        for at in range(len(whole) - len(words) + 1):
            if whole[at : at + len(words)] == words:
                lead, tail = whole[:at], whole[at + len(words) :]
                yield "".join(word + " " for word in lead), "".join(" " + word for word in tail), skipped


def _article_start(text: str, start: int, free: int, wordings: Sequence[str]) -> int:
    """Where the article before the place begins if one of the wordings needs another one, else `start`."""
    found = _ARTICLE.search(text, max(free, start - 20), start)
    if found and any(article_for(wording.split()[0]) != found[1].lower() for wording in wordings if wording[:1].isalnum()):
        return found.start()
    return start


def _with_article(text: str, start: int, place: int, wording: str) -> str:
    """A wording for `place` as one for `start`, where an article may stand before it."""
    found = _ARTICLE.search(text[start:place])
    if not found:
        return text[start:place] + wording
    right = article_for(wording.split()[0].split("-")[0]) if wording[:1].isalnum() else found[1].lower()
    return (right.capitalize() if found[1][0].isupper() else right) + found[2] + wording


def keep_line_break(before: str, wording: str) -> str:
    """A wording for `before` with its line break, if it has one, and no other: lines stay lines.

    >>> keep_line_break("close\\n  to", "next to"), keep_line_break("close\\nto", "near"), keep_line_break("far", "far\\noff")
    ('next\\n  to', '\\nnear', 'far off')
    """
    wording = _LINE_BREAK.sub(" ", wording)
    found = _LINE_BREAK.search(before)
    if not found:
        return wording
    head, _, tail = wording.rpartition(" ")
    return head + found[0] + tail


def _common(wordings: Sequence[str]) -> tuple[int, int]:
    """How many characters of whole words all wordings share at either end, a word left to each."""
    split = [wording.split(" ") for wording in wordings]
    spare = min(map(len, split)) - 1
    first = last = 0
    while first < spare and len({words[first] for words in split}) == 1:
        first += 1
    while last < spare - first and len({words[-1 - last] for words in split}) == 1:
        last += 1
    return sum(len(w) + 1 for w in split[0][:first]), sum(len(w) + 1 for w in split[0][len(split[0]) - last :])
