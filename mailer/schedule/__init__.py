"""
Schedule: when a message may leave, and who may have it before the embargo.

`clock` is the edge (the only reader of wall time); the rest is pure: `now` is an argument.
"""
