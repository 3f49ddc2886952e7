"""A Compose project of any size: `python -m tests.bench.many_services 1000 FOLDER`.

Every service is of a kind that occurs: web applications that call a neighbour and a database, databases with
volumes, workers, caches, and jobs that run first. Nothing is random.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path


def write_project(folder: Path, services: int) -> Path:
    """Write the project into `folder`; returns its Compose file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "common.env").write_text("LOG_LEVEL=info\nREGION=eu-central-1\n", encoding="utf-8")
    (folder / "site.conf").write_text("server { listen 8080; }\n", encoding="utf-8")
    path = folder / "compose.yaml"
    path.write_text("\n".join(_lines(services)) + "\n", encoding="utf-8")
    return path


def _lines(services: int) -> Iterator[str]:
    groups = -(-services // 5)
    yield "services:"
    for number in range(services):
        group, kind = divmod(number, 5)
        yield from (_web, _database, _worker, _cache, _migration)[kind](group, groups)
    yield "volumes:"
    yield from (f"  data-{group}:" for group in range(groups))


def _web(group: int, groups: int) -> Iterator[str]:
    yield f"""  web-{group}:
    image: example/web:1.{group}
    ports: ["{8000 + group}:8080"]
    env_file: common.env
    environment:
      DATABASE_URL: postgresql://app:not-a-real-password-{group}@database-{group}:5432/app
      NEXT_URL: http://web-{(group + 1) % groups}:8080/
      CACHE_HOST: cache-{group}
    depends_on:
      database-{group}: {{condition: service_healthy}}
      migration-{group}: {{condition: service_completed_successfully}}
    healthcheck: {{test: "curl -f http://localhost:8080/health", interval: 10s}}
    volumes: ["./site.conf:/etc/site.conf:ro"]"""


def _database(group: int, _: int) -> Iterator[str]:
    yield f"""  database-{group}:
    image: postgres:17
    environment: [POSTGRES_USER=app, POSTGRES_PASSWORD=not-a-real-password-{group}, POSTGRES_DB=app]
    volumes: [data-{group}:/var/lib/postgresql/data]
    healthcheck: {{test: [CMD, pg_isready, -U, app], interval: 5s, retries: 5}}"""


def _worker(group: int, _: int) -> Iterator[str]:
    yield f"""  worker-{group}:
    image: example/worker:1.{group}
    env_file: common.env
    command: work --queue queue-{group}
    environment: {{CACHE_URL: "redis://cache-{group}:6379/0"}}
    deploy: {{replicas: 2, resources: {{limits: {{cpus: "0.5", memory: 256M}}}}}}"""


def _cache(group: int, _: int) -> Iterator[str]:
    yield f"""  cache-{group}:
    image: redis:7-alpine
    restart: unless-stopped"""


def _migration(group: int, _: int) -> Iterator[str]:
    yield f"""  migration-{group}:
    image: example/web:1.{group}
    command: [migrate, --to, latest]
    depends_on: {{database-{group}: {{condition: service_healthy}}}}
    environment: {{DATABASE_URL: "postgresql://app:not-a-real-password-{group}@database-{group}:5432/app"}}"""


if __name__ == "__main__":
    print(write_project(Path(sys.argv[2]), int(sys.argv[1])))
