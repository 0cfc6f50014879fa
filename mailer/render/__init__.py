"""
Render: a release and a template become HTML, plain text and a subject, for one recipient at a time.

What is one recipient's alone is left open, as slots, so that `merge` can inline once and fill often.
Pure: nothing is fetched, nothing is read from disk but this package's own phrase table.
"""
