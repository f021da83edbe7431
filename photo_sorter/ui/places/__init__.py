"""The side bar. Main thread only."""
