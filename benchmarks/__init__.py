"""How fast it is, in figures; each module prints its own."""
