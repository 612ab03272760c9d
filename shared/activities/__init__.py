"""The homework library: definitions in YAML, checked by a schema, and the pure engine that talks them through."""
