"""Mail to the heads of OPDs: compose, render, outbox, send."""
