"""
Check: the preflight; what an editor would catch, as findings, before anything is sent.

Pure: the release was read, `now` is an argument, and no link is followed.
"""
