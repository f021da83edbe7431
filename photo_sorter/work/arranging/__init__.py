"""Makes plans of where files go, runs them step by step with a journal, takes them back, and keeps folders sorted."""
