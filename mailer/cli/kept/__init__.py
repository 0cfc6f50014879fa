"""What one run leaves for the next in the user's own cache, so that a start is quick."""
