"""
Deliver: messages are handed to a transport, and what the relay said becomes an outcome.

`connection`, `outbox` and `relay` are the edge; `reply`, `verdict` and `smtp` are pure.
"""
