"""Who asks, and the record of what they did."""
