"""What the Help menu opens: pages, keys, what a control is for, problems and the log, who we are. Main thread only."""
