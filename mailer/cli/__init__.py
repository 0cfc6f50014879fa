"""The face: commands, what they print, and the table of exit statuses. Only here is printed."""
