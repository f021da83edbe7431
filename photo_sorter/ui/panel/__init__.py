"""The panel about one photo. Main thread only."""
