"""From the bytes of a foreign file to rows of cells, and from there to the contract's table."""
