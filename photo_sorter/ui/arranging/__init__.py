"""Photos into folders on disk: what a person says, the preview, a run under way, what has been done, and rules."""
