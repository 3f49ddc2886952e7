"""Emission: the decided model becomes manifests, and manifests become files."""
