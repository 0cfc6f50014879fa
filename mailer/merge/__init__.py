"""Merge: inline once per skeleton, fill once per recipient."""
