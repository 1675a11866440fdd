"""Accurate mode: a small neural language model rescores what KenLM leaves open (optional extra `neural`)."""
