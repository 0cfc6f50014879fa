"""The words every station may use: errors, findings, addresses, times, states. Pure values."""
