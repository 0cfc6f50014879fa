"""
Read: the press office's files become values.

The edge of this station is `workspace` and `configuration`, with `places`, `enclosures`,
`suppression_file`, `samples` and `disk` behind them; `disk` alone opens files. Everything else
parses bytes or text that was already read.
"""
