"""Tests of lowering: from the resolved tree to the model."""
