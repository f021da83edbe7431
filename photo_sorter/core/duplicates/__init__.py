"""Photos of which one would do: fingerprints, comparison, groups."""
