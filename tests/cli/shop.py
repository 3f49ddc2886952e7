"""A small project with a secret, for the tests of the command."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
CANARY = "c4nary-9f31-value"

COMPOSE = f"""\
services:
  web:
    image: nginx:1.27.0
    ports:
      - "8080:80"
    environment:
      DB_PASSWORD: {CANARY}
      GREETING: hello
    depends_on:
      - db
  db:
    image: postgres:17.2
    environment:
      POSTGRES_PASSWORD: {CANARY}
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data:
"""
CLEAN = """\
services:
  tool:
    image: docker.io/library/busybox:1.37.0
    command: ["sleep", "60"]
    restart: always
"""


def files_in(folder: Path) -> list[str]:
    """Everything in a folder, by relative path."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
