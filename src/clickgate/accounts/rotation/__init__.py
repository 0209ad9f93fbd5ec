"""Replaces an account's credential: staged, validated, switched, carried on, and the old one proved dead."""
