"""Benchmarks: what clickgate costs beside its peers, and whether it keeps what it promises about speed."""
