"""How often sorting is right. Main thread only."""
