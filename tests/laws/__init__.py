"""Laws that hold for every project."""
