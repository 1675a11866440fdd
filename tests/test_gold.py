"""How the fit judges edits: by themselves, and in sets as the scorer does."""

from __future__ import annotations

import pytest

from models.build.gold import Gold
from restore.edits import Edit, apply
from restore.evaluate import compare

GOLD = (
    "It rose {{throughout|during}} the {{struggle|war|conflict}}. We use {{picture division|image segmentation}} "
    "{{?right here|here}}."
)


def edit(gold: Gold, before: str, after: str) -> Edit:
    start = gold.text.index(before)
    return Edit(start, start + len(before), before, after)


@pytest.mark.parametrize(
    ("before", "after", "right"),
    [
        ("struggle", "war", True),
        ("struggle", "conflict", True),
        ("struggle", "fight", False),
        ("throughout the struggle", "during the war", True),
        ("throughout the struggle", "during the fight", False),
        ("throughout the", "during the", True),
        ("picture", "image", True),
        ("division", "image", False),
        ("picture division", "image segmentation", True),
        ("right here", "here", True),
        ("rose", "grew", False),
        ("use picture", "employ image", False),
    ],
)
def test_an_edit_is_right_if_it_leads_towards_an_accepted_wording(before: str, after: str, right: bool) -> None:
    gold = Gold.parse(GOLD)
    assert gold.right(edit(gold, before, after)) is right


def test_clusters_are_tallied_as_the_whole_text_is() -> None:
    gold = Gold.parse(GOLD)
    changes = [("rose", "grew"), ("throughout the struggle", "during the war"), ("picture", "image"), ("here", "there")]
    edits = [edit(gold, *change) for change in changes]
    clusters = gold.clusters(edits)
    assert [len(cluster.edits) for cluster in clusters] == [1, 1, 1, 1]
    tallies = [cluster.tally(frozenset([0])) for cluster in clusters]
    whole = compare(GOLD, apply(gold.text, edits))
    assert sum(t.good for t in tallies) == whole.good == 2
    assert sum(t.edits for t in tallies) == whole.edits == 5
    assert sum(t.restored for t in tallies) == whole.restored == 2


def test_edits_of_one_slot_are_judged_together() -> None:
    gold = Gold.parse(GOLD)
    [cluster] = gold.clusters([edit(gold, "picture", "image"), edit(gold, "division", "segmentation")])
    assert [cluster.tally(frozenset(some)).good for some in ([], [0], [1], [0, 1])] == [0, 0, 0, 1]
