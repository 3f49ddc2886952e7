"""Tests of the checks on manifests."""
