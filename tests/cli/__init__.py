"""Tests of the command: what it writes, what it prints, and how it ends."""
