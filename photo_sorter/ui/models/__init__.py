"""Models: the page of the settings on them, and two of them compared. Main thread only."""
