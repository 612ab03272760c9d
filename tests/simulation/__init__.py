"""Weeks lived in seconds: the demo, what it prints, and what it promises."""
