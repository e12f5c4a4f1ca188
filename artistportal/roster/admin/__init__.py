"""The roster at the support desk: what support keeps right there, and what it reviews."""

from artistportal.roster.admin import claims, rosters, splits, successions

__all__ = ["claims", "rosters", "splits", "successions"]
