"""The search field and what belongs to it. Main thread only."""
