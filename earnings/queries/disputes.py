"""Works about which a question is open, so that their money waits."""

from __future__ import annotations

from django.db.models import Q

from earnings.models import Dispute


def open_for(tool_id: int) -> frozenset[int]:
    """The works whose money from this tool waits, by id: disputed with it, or with every tool."""
    disputes = Dispute.objects.open().filter(Q(tool=tool_id) | Q(tool=None))
    return frozenset(disputes.values_list("work", flat=True))
