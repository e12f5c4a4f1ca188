"""What support sees while it views the site as somebody else, and when that ends.

A visit shows the pages that tell the person something. Everything that is not named here is
refused: what decides, changes, exports, downloads, or shows secrets, keys, payee data or settings.
"""

from __future__ import annotations

from datetime import timedelta

LASTS = timedelta(minutes=30)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_CONSENT = """
centre centre_why centre_history work work_why act calendar mandates publish requests request
artist artist_why artist_history artist_work artist_work_why artist_requests artist_request
proposals proposal receipt centre_notices artist_notices verify log tools public_artist
public_work approvals approval drafts draft conflicts terms
"""
_EARNINGS = """
home roster label uses claims overview simulator maths maths_run statement_maths balance statements
statement deals deal matches not_paid outlook work_outlook artist_outlook artist_work_outlook
request_outlook artist_request_outlook
"""
_ROSTER = """
start works work artist catalogue catalogue_upload team splits split_proposal activity
"""
_CASES = "list case releases platforms"

VIEWABLE = frozenset(
    {"health", "help"}
    | {f"consent:{name}" for name in _CONSENT.split()}
    | {f"earnings:{name}" for name in _EARNINGS.split()}
    | {f"roster:{name}" for name in _ROSTER.split()}
    | {f"cases:{name}" for name in _CASES.split()}
)
"""The names of the addresses that a visit opens."""
