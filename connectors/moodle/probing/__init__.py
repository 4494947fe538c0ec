"""What `jampel check --connect` says of a Moodle site, and what to ask of its admin."""
