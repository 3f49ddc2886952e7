"""Names that say a value is secret, and the false friends among them."""

from __future__ import annotations

import pytest

from pass_migrate.knowledge.secret_names import (
    is_no_secret,
    login_prefix,
    looks_generated,
    password_prefix,
    sign_of,
    words_of,
)


@pytest.mark.parametrize(
    "name",
    [
        "PASS_CORE_PASSWORD",
        "DS_DM_PASSWORD",
        "WEBPASSWORD",
        "PGPASSWORD",
        "DB_PASSWD",
        "DB_PASS",
        "SMTP_PW",
        "dbPassword",
        "db.password",
        "ADMIN_PASSWORD_2",
        "NIHMS_API_TOKEN",
        "PASS_CORE_USERTOKEN_KEY",
        "APP_KEY",
        "INVENIO_SECRET_KEY",
        "NIHMS_MAIL_CLIENT_SECRET",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "STRIPE_API_KEY",
        "OPENAI_APIKEY",
        "JWT_SECRET",
        "REDIS_REQUIREPASS",
    ],
)
def test_names_of_secrets(name: str) -> None:
    """These names are enough to put a value into a Secret."""
    sign = sign_of(name)
    assert sign is not None
    assert not sign.weak


@pytest.mark.parametrize(
    "name",
    [
        "PASS_CORE_PORT",
        "PASS_VERSION",
        "LOCAL_KEY_DOMAIN_PREFIX",
        "TEST_DATA_DSPACE_REPO_KEY",
        "PASSWORD_FILE",
        "NIHMS_API_TOKEN_PARAM_NAME",
        "TOKEN_TTL",
        "PASSWORD_MIN_LENGTH",
        "MYSQL_ALLOW_EMPTY_PASSWORD",
        "BYPASS",
        "VAPID_PUBLIC_KEY",
        "MAX_TOKENS",
        "TOKENIZERS_PARALLELISM",
        "COMPASS_URL",
        "OAUTH_CLIENT_ID",
        "KEYCLOAK_HOST",
        "PASS_CORE_LOGOUT_DELETE_COOKIES",
        "SECRETARY",
        "KEYBOARD",
    ],
)
def test_names_that_only_look_like_it(name: str) -> None:
    """Paths, limits, public keys and names that merely contain the letters are not secret by name."""
    assert sign_of(name) is None


@pytest.mark.parametrize("name", ["PASS_CORE_SP_KEY", "SITE_SALT", "SORT_KEY"])
def test_ambiguous_names_need_a_telling_value(name: str) -> None:
    """A name that ends in KEY or SALT is a secret only together with its value."""
    sign = sign_of(name)
    assert sign is not None
    assert sign.weak


def test_words_are_found_in_every_style() -> None:
    """Underscores, dots, hyphens and humps all separate words."""
    assert words_of("idp.authn.LDAP.bindDNCredential") == ("IDP", "AUTHN", "LDAP", "BIND", "DN", "CREDENTIAL")
    assert words_of("db-password2") == ("DB", "PASSWORD", "2")


def test_a_login_is_a_name_and_a_password_of_one_prefix() -> None:
    """The prefix is what ties a user name to its password."""
    assert login_prefix("PASS_CORE_USER") == password_prefix("PASS_CORE_PASSWORD") == "PASS_CORE"
    assert login_prefix("PGADMIN_DEFAULT_EMAIL") == password_prefix("PGADMIN_DEFAULT_PASSWORD")
    assert login_prefix("USERS") is None
    assert password_prefix("PASSWORD_RESET") is None


@pytest.mark.parametrize(
    "value", ["/run/secrets/db", "file:////saml2/sp-key.pem", "true", "Off", "classpath:/key"]
)
def test_places_and_switches_hold_no_secret(value: str) -> None:
    """Where a secret is, and whether there is one, is not the secret."""
    assert is_no_secret(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("9f86d081884c7d659a2feaa0", True),
        ("base64:3q2+7wABAgMEBQYHCAkKCwwNDg8=", True),
        ("DSpace", False),
        ("https://example.com/a1b2c3d4e5", False),
        ("aaaaaaaaaaaaaaaaaaaa1", False),
        ("created_at", False),
    ],
)
def test_generated_values(value: str, expected: bool) -> None:
    """Long words of mixed characters look made by a machine; words, URLs and repetitions do not."""
    assert looks_generated(value) is expected
