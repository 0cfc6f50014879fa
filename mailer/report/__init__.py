"""Report: the account of a distribution, as JSON, text, CSV and a page. Pure."""
