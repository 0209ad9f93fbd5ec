"""Reads the audit log: what stands in it, and what follows from that."""
