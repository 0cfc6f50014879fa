"""The face: commands, what they print, and the one table of exit statuses. Only here is anything printed."""
