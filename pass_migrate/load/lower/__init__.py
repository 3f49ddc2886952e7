"""From the resolved Compose tree to the model: the last step of loading."""

from pass_migrate.load.lower.app import lower

__all__ = ["lower"]
