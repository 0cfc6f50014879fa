"""What can be found in a finished release, its page and its readers: one table a subject."""
