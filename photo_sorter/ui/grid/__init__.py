"""The grid of photos. Main thread only."""
