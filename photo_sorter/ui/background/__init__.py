"""Working while nobody looks: when work waits, the tray, closing to it, word of a run's end. Main thread only."""
