"""Compose projects, read as Docker Compose reads them."""

from pass_migrate.load.compose.loader import load_compose

__all__ = ["load_compose"]
