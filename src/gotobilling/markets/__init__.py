"""The markets: policies and dated rates with their clauses; data, no functions."""
