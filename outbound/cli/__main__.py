"""`python -m outbound.cli`: the command, where it is not on the path."""

from outbound.cli.main import main

main()
