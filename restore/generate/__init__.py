"""Candidate generators, each behind `base.Generator`."""
