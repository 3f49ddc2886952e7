"""Sizes."""

import pytest

from tests.verify.bundle import Mistake

MISTAKES = {
    "not base64": Mistake("Secret/web-env data.TOKEN", "?", "base64"),
    "more than a mebibyte": Mistake(
        "ConfigMap/web-files data.web_conf", "x" * 1048577, "too-large", at="ConfigMap/web-files"
    ),
    "more than kubectl can apply": Mistake(
        "ConfigMap/web-files data.large", "x" * 262144, "too-large-to-apply", at="ConfigMap/web-files"
    ),
    "more annotations than allowed": Mistake(
        "Service/web metadata.annotations", {"example.org/x": "x" * 262144}, "too-large"
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_where_it_is(mistake: Mistake) -> None:
    """What is too large to be stored or applied is found."""
    mistake.is_found()
