"""The rendered message, before inlining, looked at as mail programs and their readers will."""
