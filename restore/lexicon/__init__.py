"""The spinner's dictionary: source rows (for people and builders) and the compiled phrase table (for the program)."""
