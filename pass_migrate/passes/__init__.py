"""The passes: model -> model, one decision per file.

`PASSES` is every pass in the order in which they run. A pass may rely on what the passes above it decided.
"""

from __future__ import annotations

from pass_migrate.passes.transform import Transform

PASSES: tuple[Transform, ...] = ()

__all__ = ["PASSES", "Transform"]
