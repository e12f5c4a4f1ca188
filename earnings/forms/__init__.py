"""Forms of the earnings pages."""
