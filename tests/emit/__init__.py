"""Tests of emission: from the model to files."""
