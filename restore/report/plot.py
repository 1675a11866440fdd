"""A picture of the evidence along a text. Needs matplotlib, the extra `plot`, loaded on first use."""

from __future__ import annotations

import io
import warnings

from restore.errors import RestoreError
from restore.report.detection import Detection, printable

FORMATS = ("png", "svg")
APPLIED, SUGGESTED = "#c0392b", "#e08e0b"
INCHES = (10.0, 3.6)


def evidence_plot(found: Detection, threshold: float, form: str) -> bytes:
    """The picture as a file of format `form`: one stem a span, its confidence over its position in words.

    `threshold` is the confidence from which on an edit is applied. RestoreError without matplotlib.
    """
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise RestoreError(f"a plot needs matplotlib: pip install 'restore-text[plot]' ({error})") from None
    out = io.BytesIO()
    # Text as text and nothing random or dated: a picture of the same evidence is the same file.
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "restore"}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*[Gg]lyph")  # a path may hold any script
        figure = Figure(figsize=INCHES, layout="constrained")
        axes = figure.add_subplot()
        for applied, name, colour, fill in ((True, "applied", APPLIED, APPLIED), (False, "suggested", SUGGESTED, "white")):
            spans = [span for span in found.spans if span.edit.applied is applied]
            at, height = [span.position + 1 for span in spans], [span.edit.confidence for span in spans]
            axes.vlines(at, 0, height, colors=colour, linewidth=1)
            axes.scatter(at, height, color=fill, edgecolors=colour, zorder=3, label=f"{name} ({len(spans)})", gid=name)
        axes.axhline(threshold, color="#555555", linestyle="--", linewidth=1, label=f"threshold {threshold:.2f}")
        axes.set(xlim=(0, max(found.words, 1) + 1), ylim=(0, 1.05), xlabel="word", ylabel="confidence")
        axes.set_title(title(found), parse_math=False)
        figure.legend(loc="outside lower center", ncols=3, frameon=False)
        figure.savefig(out, format=form, dpi=150, metadata={"Date": None} if form == "svg" else None)
    return out.getvalue()


def title(found: Detection) -> str:
    """Path, probability and family."""
    verdict = found.note or f"spun {found.spun:.0%}" + (f", {found.family}" if found.family else "")
    return f"{printable(found.path)}: {verdict}"
