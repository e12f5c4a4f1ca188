import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0001_initial'),
        ('earnings', '0013_labels_have_monthly_figures'),
    ]

    operations = [
        migrations.AddField(
            model_name='dispute',
            name='case',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='cases.case'),
        ),
    ]
