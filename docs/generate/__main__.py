"""Write the generated pages of the documentation, and the excerpts in those that are written by hand."""

from pathlib import Path

from docs.generate import PAGES, excerpts

for name, page in PAGES.items():
    path = Path(__file__).parents[1] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(), encoding="utf-8")
for path in excerpts.PAGES:
    path.write_text(excerpts.refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")
