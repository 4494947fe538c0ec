"""Composition root: wiring, scheduler, lifecycle; alone loads settings and reads the clock."""
