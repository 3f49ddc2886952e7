"""Names are leaves, words of the Compose language are not."""

import pytest

from pass_migrate.load.compose.names import names


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("services", "web"),
        ("volumes", "x-data"),
        ("services.web.environment", "DB_HOST"),
        (r"services.my\.web.environment", "DB_HOST"),
        ("services.web.build.args", "VERSION"),
        ("services.web.networks", "front"),
        ("services.web.depends_on", "db"),
        ("services.web.volumes[3].volume.labels", "a.b"),
        ("services.web.post_start[0].environment", "A"),
        ("networks.front.driver_opts", "mtu"),
        ("", "x-common"),
        ("services.web", "x-note"),
        ("services.web.deploy.resources", "x-note"),
    ],
)
def test_what_somebody_chose_is_a_name(path: str, key: str) -> None:
    """Keys that somebody chose, and extensions wherever they stand, are names."""
    assert names(path)(key)


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("", "services"),
        ("services.web", "image"),
        ("services.web.depends_on.db", "condition"),
        ("services.web.networks.front", "aliases"),
        ("services.web.healthcheck", "test"),
        ("services.web.logging", "options"),
        ("x-common", "environment"),
        ("x-common.environment", "A"),
        ("services.web.environment.A", "b"),
    ],
)
def test_a_word_of_the_language_is_no_name(path: str, key: str) -> None:
    """Words of the Compose language are no names, nor is what stands in an extension."""
    assert not names(path)(key)
