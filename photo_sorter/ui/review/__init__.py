"""Asking a person, one photo after the other. Main thread only."""
