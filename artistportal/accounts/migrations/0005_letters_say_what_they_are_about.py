from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_letters_may_go_elsewhere'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='topic',
            field=models.CharField(blank=True, default='', help_text='Mail about it ends by the link in it; empty: cannot.', max_length=20),
            preserve_default=False,
        ),
    ]
