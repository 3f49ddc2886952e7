"""The parts of the documentation that are made from declarations: `python -m docs.generate` writes them anew.

A test compares the pages with what the declarations say, so that the reference cannot fall behind.
"""

from docs.generate.api import api_page
from docs.generate.attributes import attributes_page
from docs.generate.exit_codes import exit_codes_page
from docs.generate.passes import passes_page
from docs.generate.settings import settings_page

PAGES = {
    "reference/api.md": api_page,
    "reference/attributes.md": attributes_page,
    "reference/exit-codes.md": exit_codes_page,
    "reference/passes.md": passes_page,
    "reference/settings.md": settings_page,
}
"""Every generated page, relative to `docs/`, with the function that makes its text."""

__all__ = ["PAGES"]
