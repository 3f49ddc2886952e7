"""The verbs of the command, one file each: `declare` says which arguments a verb takes, `run` does it."""
