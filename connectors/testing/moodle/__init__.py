"""A fake Moodle 4.5 that speaks real HTTP, for tests and the demo; its people are invented."""
