"""The connector `moodle`: completions and certificates by the web services of a Moodle site."""
