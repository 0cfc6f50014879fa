"""What answers a release that has gone out: correct, update, withdraw, hold, and who has it."""
