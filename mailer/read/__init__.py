"""
Read: the press office's files become values.

The edge of this station is `workspace` and `settings`, which open files; everything else parses
bytes or text that was already read.
"""
