"""Plain functions that turn one printed text into one value (domain.md A2)."""
