"""The commands as Typer knows them: a module a group, which says what is asked and calls what does it."""
