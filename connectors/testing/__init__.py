"""The conformance suite that every connector passes, shipped for those of other packages too."""
