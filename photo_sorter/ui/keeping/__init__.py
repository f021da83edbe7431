"""Export, backup and restore in the window."""
