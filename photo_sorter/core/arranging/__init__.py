"""Photos into folders on disk: what a plan is, where each file would go, and what a run of it has done."""
