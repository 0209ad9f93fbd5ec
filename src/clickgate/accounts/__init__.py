"""Whose token, from where: accounts, how they are linked, and the one door to their credentials."""
