"""Media lists and suppressions: the rows of any spreadsheet become recipients, or are named."""
