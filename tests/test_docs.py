"""The documentation: generated pages are up to date, links lead somewhere, and excerpts are real."""

import re
from pathlib import Path

import pytest

from docs.generate import PAGES, excerpts

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
TEXTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    """The page says what the declarations say now; `python -m docs.generate` brings it up to date."""
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name]()


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    """A relative link names a file of the repository, and a heading of it if it names one."""
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        linked = (path.parent / file).resolve() if file else path
        assert linked.exists(), f"{path.name} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def test_every_page_can_be_reached() -> None:
    """From the index every page of the documentation can be reached by links."""
    seen, pending = set(), [DOCS / "index.md"]
    while pending:
        page = pending.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        pending += [(page.parent / each).resolve() for each in links if "://" not in each]
    assert set(DOCS.rglob("*.md")) - seen == set()


@pytest.mark.parametrize("path", excerpts.PAGES, ids=lambda path: path.name)
def test_excerpts_are_real(path: Path) -> None:
    """What a page shows is what the program prints; `python -m docs.generate` brings it up to date."""
    text = path.read_text(encoding="utf-8")
    assert "<!-- excerpt: " in text
    assert text == excerpts.refreshed(text)
