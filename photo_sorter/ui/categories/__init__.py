"""Editing categories. Main thread only."""
