"""Who is at risk: pure rules of risk, and the one writer that raises, keeps and clears alerts."""
