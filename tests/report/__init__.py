"""Tests of the report, on migrations made by hand and on the PASS stack."""
