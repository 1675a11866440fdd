"""`python -m restore`."""

from restore.cli.main import main

main()
