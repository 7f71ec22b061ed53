"""What a user's own tests can hold this package to, the reference biller first."""
