"""What `preview` does: a page on this machine, followed and served, or a copy of it."""
