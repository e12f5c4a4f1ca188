"""The desk's own pages in the admin: visits, the audit trail, and work in the background."""

from artistportal.desk.admin import deeds, jobs, visits

__all__ = ["deeds", "jobs", "visits"]
