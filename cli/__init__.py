"""The `jampel` command: one thin file a group of commands."""
