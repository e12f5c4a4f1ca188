import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A report that came over the API says with which key."""

    dependencies = [
        ("consent", "0012_calendar_feeds"),
        ("earnings", "0005_claims"),
    ]

    operations = [
        migrations.AddField(
            model_name="usagereport",
            name="received_with",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="consent.apikey",
                verbose_name="API key",
            ),
        ),
    ]
