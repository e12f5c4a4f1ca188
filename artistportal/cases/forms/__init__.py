"""What people fill in about cases and releases."""
