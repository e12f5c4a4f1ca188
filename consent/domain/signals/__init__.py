"""What an artist chose to publish, in the words of each standard.

    declarations    the one input: where the artist stands on each use, and which tools may
    aipref, robots  Content-Usage, as a header and in robots.txt
    tdmrep          /.well-known/tdmrep.json, headers, policy
    rsl             license.xml
    cawg            the training-mining assertion
    odrl            the offer to everybody, and agreements with named tools
    ddex            deal terms and AI credits, as parts of an ERN message
    bundle          all of them together

Every exporter is pure and says its version. Where a standard says how its signal is read, the
reader stands beside the writer. None ever says more than the rule: docs/signals.md.
"""
