"""The migration diff report: one table of rows, written as terminal text, Markdown and JSON.

`report_on(result)` makes the table; `text`, `markdown` and `json` write it. Nothing here decides anything,
and no secret value comes this far: the report speaks of places, names and fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pass_migrate.report import json, markdown
from pass_migrate.report.content import Report, report_on

if TYPE_CHECKING:
    from pass_migrate.pipeline import Result

__all__ = ["Report", "documents", "files", "report_on"]


def documents(result: Result) -> dict[str, str]:
    """The files of the report on a migration, by name."""
    return files(report_on(result))


def files(report: Report) -> dict[str, str]:
    """The report as files, by name: `report.md` and `report.json`."""
    return {"report.md": markdown.render(report), "report.json": json.render(report)}
