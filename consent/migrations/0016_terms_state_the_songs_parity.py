"""Terms may state what the song gets of the recording's part, at least."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0015_coverage_and_conflicts"),
    ]

    operations = [
        migrations.AddField(
            model_name="terms",
            name="song_parity_ppm",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="What the song gets of what the recording gets, at least.",
                null=True,
                verbose_name="the song’s parity",
            ),
        ),
    ]
