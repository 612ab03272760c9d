"""`between ...`: the only package that may import every service."""
