"""Names of the files that this program leaves beside what people wrote.

Writing makes them, loading must not take them for input.
"""

RECORD = ".pass-migrate.json"
"""In every output folder: the files that a run wrote, with their digests, and what they expect."""
SETTINGS = "pass-migrate.yaml"
"""In the project directory: where the application goes, and the answers to decisions."""
