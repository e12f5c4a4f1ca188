"""Carries the plan out, step by step, through the services that the site itself uses.

Every step leaves alone what it finds done, so that a run that was interrupted is completed by the
next one. The steps, in order: people, rosters, agreements, decisions, reports, royalties.
"""
