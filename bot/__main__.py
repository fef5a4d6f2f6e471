"""`python -m bot` is `glos`."""

from bot.cli import main

main()
