"""datatrove: a step that restores, and a filter by the probability of having been spun.

    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter
    from restore.adapters.datatrove import RestoreStep, SpunFilter

    LocalPipelineExecutor([JsonlReader("in"), SpunFilter(0.98), RestoreStep(), JsonlWriter("out")], tasks=8, workers=4).run()

The same list runs on Slurm or Ray with their executors.
"""

from __future__ import annotations

from datatrove.data import Document, DocumentsPipeline
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.filters.base_filter import BaseFilter
from datatrove.pipeline.writers.disk_base import DiskWriter

from restore.adapters import restorer_for
from restore.config import Config

SPUN = "spun_probability"


class RestoreStep(PipelineStep):
    """Restores the text of every document; the metadata get `spun_probability` (0 to 1) of the text as it was."""

    type = "✂️ - FORMAT"
    name = "🩹 restore"

    def __init__(self, config: Config | None = None) -> None:
        super().__init__()
        self.config = config

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        for document in data:
            with self.track_time():
                result = restorer_for(self.config).restore(document.text)
            self.stat_update("total")
            self.stat_update("edits", value=len(result.edits))
            document.text = result.text
            document.metadata.setdefault(SPUN, result.spun)
            yield document


class SpunFilter(BaseFilter):
    """Keeps documents whose probability of having been spun is at most `maximum` (0 to 1); the metadata get it."""

    name = "🩹 spun"

    def __init__(self, maximum: float = 0.5, config: Config | None = None, exclusion_writer: DiskWriter | None = None) -> None:
        super().__init__(exclusion_writer)
        self.maximum = maximum
        self.config = config

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        spun = restorer_for(self.config).restore(doc.text).spun
        doc.metadata[SPUN] = spun
        return True if spun <= self.maximum else (False, "spun")
