"""The client's own commands: each is one function, and `Commands` is the table of contents."""
