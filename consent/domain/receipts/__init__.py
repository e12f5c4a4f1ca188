"""A decision's receipt, in the forms in which others read it.

    facts       what a receipt tells: the decision, with the names and terms around it
    payload     what the site signs (artistportal.consent-receipt/1), as a compact JWS
    dpv         a record and receipt after ISO/IEC TS 27560 through the Data Privacy Vocabulary
    kantara     Kantara Consent Receipt v1.1.0

Every exporter is pure and carries its version in what it writes.
"""
