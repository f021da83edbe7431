"""One photo in full. Main thread only."""
