"""A believable label, made through the site's own services and files; only where DEBUG is on.

    timeline, identifiers ─▶ cast ─▶ catalogue ─┐
                             tools ─▶ licences ─┼─▶ story ─▶ usage ─▶ reports      (pure: a plan)
    people, seeding/… carry the plan out through roster, consent and earnings     (services)

Everything follows from a seed and from the moment `as_of`: the same two give the same label.
"""
