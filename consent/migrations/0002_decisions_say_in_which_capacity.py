from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="capacity",
            field=models.CharField(
                choices=[
                    ("owner", "Artist"),
                    ("manager", "Manager"),
                    ("mandate", "Under a mandate"),
                ],
                default="owner",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("capacity", "mandate"), ("mandate__isnull", False)),
                    models.Q(("capacity__in", ["owner", "manager"]), ("mandate__isnull", True)),
                    _connector="OR",
                ),
                name="decision_capacity_known",
            ),
        ),
    ]
