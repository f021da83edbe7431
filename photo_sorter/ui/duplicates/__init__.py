"""Duplicates, side by side. Main thread only."""
