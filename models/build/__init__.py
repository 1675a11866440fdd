"""Builders: the language model, synthetic spun texts, weights. Never imported by the program."""
