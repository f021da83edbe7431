"""Writing what other programs read. Main thread only."""
