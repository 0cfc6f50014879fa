"""
mailer: the press office's desk for email.

A release is read, checked, rendered, merged with a list, composed, scheduled, delivered, recorded
and reported; the packages beside this file are these stations, in this order. ARCHITECTURE.md
draws them.
"""

__version__ = "0.1.0"
