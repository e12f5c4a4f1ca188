from django.db import migrations

from artistportal.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("consent", "0002_decisions_say_in_which_capacity")]

    operations = [append_only("consent_decision")]
