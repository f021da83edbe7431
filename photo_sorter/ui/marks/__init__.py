"""Favourites, stars, captions. Main thread only."""
