"""A run: land, read, normalise, match, merge, reconcile; the only writer of training data."""
