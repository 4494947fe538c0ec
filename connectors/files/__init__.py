"""Files that somebody puts into a folder."""
