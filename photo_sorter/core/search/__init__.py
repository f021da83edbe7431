"""What a person looks for, as values and arithmetic: the language, filters, ranking, the end of the list."""
