"""
Record: what was planned, what was handed over, and what the relay said, on disk before it matters.

`ledger` is the door, and draws the states; all of this station is edge, except `pieces`.
"""
