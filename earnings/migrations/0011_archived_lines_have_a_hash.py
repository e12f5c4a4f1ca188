from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("earnings", "0010_a_report_may_stand_in_for_another")]

    operations = [
        migrations.AddField(
            model_name="reportmonth",
            name="sha256",
            field=models.CharField(
                blank=True, default="", max_length=64, verbose_name="lines' SHA-256"
            ),
            preserve_default=False,
        ),
    ]
