"""The first minute: folders, categories and the model on one screen. Main thread only."""
