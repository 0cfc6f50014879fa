"""What `test`, `rehearse`, `send`, `due` and `run` do, from the list to the last reply."""
