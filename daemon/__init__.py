"""Composition root: wiring, scheduler, lifecycle; the only place that loads settings and reads the clock."""
