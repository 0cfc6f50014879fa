"""
What can be wrong with a row of a media list: one table of ids, which never change their meaning.

Every finding of severity error means that its row is not mailed.
"""

from mailer.words.findings import Finding, Severity
from mailer.words.flaws import Flaw


def found_in_row(flaw: Flaw, file: str, row: int, **facts: object) -> Finding:
    """The finding for the record that begins on line `row` of `file`."""
    return flaw.found(file, None, row=row, **facts)._replace(row=row)


INVALID_ADDRESS = Flaw(
    "ML001",
    Severity.ERROR,
    "Not an address",
    'The address {why}: "{cell}".',
    "Correct the address, or take the row out.",
    "Mail to it would come back, or go to somebody else. Whether the domain exists is not asked.",
)
NO_ADDRESS = Flaw(
    "ML002",
    Severity.ERROR,
    "No address",
    'The column "email" is empty.',
    "Add the address, or take the row out.",
    "A row without an address reaches nobody, and must not vanish silently.",
)
DUPLICATE = Flaw(
    "ML003",
    Severity.NOTE,
    "Address twice",
    "{address} stands on row {first_row}{of_list} already; only the first is mailed.",
    "",
    "One person gets one message. Capitals make no difference; dots and plus tags do.",
)
TOO_MANY_CELLS = Flaw(
    "ML004",
    Severity.ERROR,
    "Too many cells",
    "The row has {cells} cells, the header has {columns}.",
    "Put a cell that holds a separator in quotation marks, or take out what is too much.",
    "With a separator too many, values stand under wrong headers: a name could become an outlet.",
)
TOO_FEW_CELLS = Flaw(
    "ML005",
    Severity.ERROR,
    "Too few cells",
    "The row has {cells} cells, the header has {columns}.",
    "Fill in the missing cells, be it with nothing between the separators.",
    "With a separator too few, nobody knows which value is missing.",
)
FORBIDDEN_CHARACTER = Flaw(
    "ML006",
    Severity.ERROR,
    "Hidden character",
    'The cell "{column}" holds {character}.',
    "Remove it, and check that the cells around it are whole.",
    "It could break a header line, or show something else than what is there.",
)
BROKEN_QUOTES = Flaw(
    "ML007",
    Severity.ERROR,
    "Quotation marks do not match",
    "The quotation marks on lines {row} to {last_row} do not match; these lines are left out.",
    'Close each quotation mark that opens a cell, and double one that belongs to it ("").',
    "The rows inside an open quotation mark are lost; they are lost by name.",
)
SEVERAL_LINES = Flaw(
    "ML008",
    Severity.ERROR,
    "Cell over several lines",
    'The cell "{column}" goes over several lines (lines {row} to {last_row}).',
    "Write it on one line; or a quotation mark is open that should not be.",
    "A line break in a name could become a header line of the message.",
)
UNKNOWN_TRUST = Flaw(
    "ML009",
    Severity.ERROR,
    "Unclear trust",
    'The cell "trusted" says neither yes nor no: "{cell}".',
    "Write yes if this person agreed to hold embargoed copy, else no.",
    "Embargoed copy goes out early only to those who agreed; nobody's word is guessed.",
)
UNKNOWN_LANGUAGE = Flaw(
    "ML010",
    Severity.ERROR,
    "Unknown language",
    'The cell "language" names no language: "{cell}".',
    "Write a code such as en, es or es-MX, or the name in English.",
    "Somebody would get the wrong language.",
)
UNKNOWN_FORMAT = Flaw(
    "ML011",
    Severity.ERROR,
    "Unknown format",
    'The cell "format" is neither html nor text: "{cell}".',
    "Write text for plain text alone, else html or nothing.",
    "Somebody who wants plain text would get HTML.",
)
LOOK_ALIKE = Flaw(
    "ML012",
    Severity.WARNING,
    "Look-alike domain",
    "The domain {shown} mixes or imitates letters of another script; it is really {domain}.",
    "Check that it is the address you mean.",
    "Letters of another script imitate a domain that is trusted. Domains in one script are not reported.",
)
NOBODY_READS = Flaw(
    "ML013",
    Severity.WARNING,
    "Nobody's address",
    "{address} is an address that nobody reads, or that mail systems keep for themselves.",
    "Ask for the address of a person or a desk.",
    "Nobody reads the news there, and complaints are counted there. Newsroom desks are not reported.",
)
LIKELY_SAME = Flaw(
    "ML014",
    Severity.WARNING,
    "Likely the same mailbox",
    "{address} likely is the same mailbox as row {first_row}{of_list}: Gmail ignores dots.",
    "Take one of them out, or both are mailed.",
    "Gmail ignores dots and what follows a plus. Other providers' rules are not guessed.",
)
TIDIED = Flaw(
    "ML015",
    Severity.NOTE,
    "Tidied",
    "Tidied: {changes}.",
    "",
    "Nothing is changed silently, be it a blank.",
)
BLANK_HEADER = Flaw(
    "ML016",
    Severity.WARNING,
    "Column without a name",
    "Column {number} has no name; what stands in it is left out.",
    "Give the column a name, or take it out.",
    "A template cannot use a value that has no name.",
)
OPEN_TO_ALL = Flaw(
    "ML017",
    Severity.WARNING,
    "List open to all",
    "Everybody on this machine can change the list, and so add recipients.",
    "Take the right to write away from others: chmod o-w and the file.",
    "Whoever writes the file decides who gets embargoed copy.",
)
UNKNOWN_TIMEZONE = Flaw(
    "ML018",
    Severity.ERROR,
    "Unknown time zone",
    'The cell "timezone" names no time zone: "{cell}".',
    "Write a place, such as Europe/London or America/Chicago.",
    "A message at nine in the morning would come at nine somewhere else.",
)
LIKELY_SLIP = Flaw(
    "ML019",
    Severity.WARNING,
    "Likely a slip",
    "The domain {domain} is likely a slip of the pen for {meant}.",
    "Correct the address, if it is.",
    "Mail would come back, or go to whoever bought the misspelt domain. Well-known slips only.",
)
REPEATED_HEADER = Flaw(
    "ML020",
    Severity.ERROR,
    "Header again",
    "The names of the columns stand here again.",
    "Take the row out.",
    "Two exports that were joined have two headers; the second one is nobody's address.",
)
FORMULA_TEXT = Flaw(
    "ML021",
    Severity.WARNING,
    "Formula as text",
    'The cell "{column}" begins with =, like a formula; what stands there is used as it is written.',
    "Save the list anew with the formula's value, if its value is meant.",
    "Nothing computes it here, and no export lets a spreadsheet compute it.",
)
DIGITS_LOST = Flaw(
    "ML022",
    Severity.WARNING,
    "Number in short form",
    'The cell "{column}" holds a number as a spreadsheet shortens it: {cell}.',
    "Write the number out, in a column whose format is text.",
    "Its last digits are lost, and nobody can call it.",
)
HIDDEN_ROW = Flaw(
    "ML023",
    Severity.WARNING,
    "Hidden row",
    "The row is hidden in the sheet, by hand, by a group or by a filter; it is left out.",
    "Show all rows and save, if this person is meant; else delete the row.",
    "Who looks at the sheet does not see whom the row would write to. Mail cannot be taken back.",
)
ERROR_CELL = Flaw(
    "ML024",
    Severity.ERROR,
    "Error in a cell",
    'The cell "{column}" shows an error of its formula.',
    "Correct the formula, or write the value.",
    "What the cell should say is not known; nobody gets mail with an error in it.",
)
UNCOMPUTED_CELL = Flaw(
    "ML025",
    Severity.ERROR,
    "Formula without a saved value",
    'The cell "{column}" holds a formula, and the file has no value saved for it.',
    "Open the file in a spreadsheet program and save it, or write the value.",
    "Formulas are never computed here; the file must bring their values.",
)
MERGED_CELLS = Flaw(
    "ML026",
    Severity.WARNING,
    "Merged cells",
    "The cells {cells} are merged: the first one has the value, the others are read as empty.",
    "Undo the merging, and write the value into every row it holds for.",
    "A value that seems to stand beside several people stands beside the first alone.",
)
HIDDEN_COLUMN = Flaw(
    "ML027",
    Severity.WARNING,
    "Hidden column",
    'The column "{column}" is hidden in the sheet; it is read like any other.',
    "Show it, or delete it, if it is not meant.",
    "A release may print what nobody has looked at for long.",
)
HIDDEN_SHEET = Flaw(
    "ML028",
    Severity.NOTE,
    "Hidden sheet",
    'The hidden sheet "{sheet}" is not read; the list is the sheet "{used}".',
    "",
    "What nobody sees is not mailed.",
)
OTHER_SHEET = Flaw(
    "ML029",
    Severity.WARNING,
    "Another sheet",
    'The sheet "{sheet}" ({rows} rows) is not read; the list is the sheet "{used}".',
    "Save each list as a file of its own, if it is meant as well.",
    "The first visible sheet with a column of addresses is the list; the others are not guessed at.",
)
OLD_ENCODING = Flaw(
    "ML030",
    Severity.WARNING,
    "Old encoding",
    "The list is read as {encoding}, as you said: {words}.",
    "Look at these words; if a letter is wrong, the encoding is another.",
    "The same bytes are other letters in another encoding, and no program can tell.",
)
EMPTY_COLUMN = Flaw(
    "ML031",
    Severity.NOTE,
    "Empty cells that the release uses",
    '"{column}", which the release uses, is empty for {count} of {all} recipients (rows {rows}).',
    "Fill it in, or see in a preview that the release reads well without.",
    "A greeting without a name looks like a form. Names are never made up.",
)
NO_MAIL_SERVER = Flaw(
    "ML032",
    Severity.WARNING,
    "Domain gets no mail",
    "{domain} cannot get mail: {why}.",
    "Check the address; every row with this domain is affected.",
    "Mail would come back. Said only where --check-dns was given.",
)
DOMAIN_SILENT = Flaw(
    "ML033",
    Severity.NOTE,
    "Domain not checked",
    "Nothing could be learnt about {domain}: {why}.",
    "",
    "A name server that is silent says nothing about the address.",
)
NOBODY_IN_IT = Flaw(
    "ML034",
    Severity.WARNING,
    "Nobody in the list",
    "The list holds nobody: there is no row below the header.",
    "Add the rows, or leave the list out; the program that wrote it may have saved the header alone.",
    "A list that lost its rows looks like one that was sent to.",
)
MISREAD_LETTERS = Flaw(
    "ML035",
    Severity.WARNING,
    "Letters in a wrong encoding",
    'The cell "{column}" holds letters that came through a wrong encoding: "{cell}".',
    "Write the name anew, or export the list once more, as UTF-8.",
    "The reader sees a name that nobody has. The same signs as in a release (PR045).",
)
NO_VALUE = Flaw(
    "ML036",
    Severity.WARNING,
    "A program's word for nothing",
    'The cell "{column}" says "{cell}"; it is used as it is written.',
    "Empty the cell, if it means that nothing is known.",
    "Databases write NULL, nan or None where they have no value: Dear NULL. In names, outlets and roles.",
)
FLAWS = tuple(flaw for flaw in list(globals().values()) if isinstance(flaw, Flaw))
"""All of them, in the order of their ids."""
