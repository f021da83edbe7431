"""The settings dialog. Main thread only."""
