"""Which places read an account's credential, and which version each of them has."""
