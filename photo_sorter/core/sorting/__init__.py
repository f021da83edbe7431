"""Categories, and what decides which photos belong to them."""
