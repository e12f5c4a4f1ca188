"""Benchmarks of taking a report in and of a royalty run, each beside its floor: `make bench`."""
