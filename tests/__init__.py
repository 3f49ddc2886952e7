"""Tests, and the testbed that they run on."""
