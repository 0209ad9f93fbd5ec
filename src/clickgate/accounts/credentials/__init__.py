"""The versions of an account's credential: what is known of each, and the sealed text of it in the vault."""
