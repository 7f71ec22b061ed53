"""Billing rules that prove every amount they return."""
