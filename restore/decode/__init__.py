"""Decoding: which of the possible originals, given the language model and the document's spinner."""
