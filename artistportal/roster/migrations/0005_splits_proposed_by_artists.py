"""Artists propose split sheets too, and who gives up a share signs for it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roster", "0004_teams_claims_and_splits_to_sign"),
    ]

    operations = [
        migrations.AddField(
            model_name="splitproposal",
            name="artist",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="roster.artist",
            ),
        ),
        migrations.AddConstraint(
            model_name="splitproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("artist__isnull", True), ("organisation__isnull", True), _connector="XOR"),
                name="split_proposal_has_one_proposer",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="proposedshare",
            name="proposed_share_within_the_whole",
        ),
        migrations.AddConstraint(
            model_name="proposedshare",
            constraint=models.CheckConstraint(
                condition=models.Q(("share_ppm__gte", 0), ("share_ppm__lte", 1000000)),
                name="proposed_share_within_the_whole",
            ),
        ),
    ]
