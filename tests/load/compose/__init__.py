"""Tests of reading Compose files."""
