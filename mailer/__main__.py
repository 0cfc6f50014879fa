"""`python -m mailer` is `mailer`."""

from mailer.cli.app import main

main()
