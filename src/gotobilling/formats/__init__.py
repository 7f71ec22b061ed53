"""The doors: what the library reads from files and writes to them."""
