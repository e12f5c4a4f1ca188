import django.db.models.deletion
from django.db import migrations, models

from artistportal.append_only import append_only


def compute_again(apps, _editor):
    """The months that are known already have claims, too: the sweep rings for what waits."""
    refreshes = apps.get_model("earnings", "SummaryRefresh").objects
    refreshes.filter(state="done").update(state="waiting", attempts=0)


class Migration(migrations.Migration):
    """Uses that were refused are claims; what each of them ever said is kept."""

    dependencies = [
        ('consent', '0012_calendar_feeds'),
        ('earnings', '0004_summary_refreshes_have_a_plural'),
        ('roster', '0003_works_and_credits_say_what_ai_made'),
    ]

    operations = [
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'Open'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                ('units', models.BigIntegerField()),
                ('first_used_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField()),
                ('reports', models.JSONField(help_text='The numbers of the reports that told of the uses.')),
                ('why', models.CharField(blank=True, max_length=200, verbose_name='why it was withdrawn')),
                ('number', models.PositiveBigIntegerField(unique=True)),
                ('use', models.CharField(choices=[('training', 'Training'), ('fine_tuning', 'Fine-tuning'), ('analysis', 'Analysis'), ('reference', 'Reference'), ('style', 'Style'), ('voice', 'Voice'), ('remix', 'Remix'), ('discovery', 'Discovery')], max_length=12)),
                ('month_date', models.DateField(verbose_name='month of use')),
                ('reason', models.CharField(max_length=30, verbose_name="the rule's reason")),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consent.decision')),
                ('licence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='consent.licence')),
                ('tool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='consent.tool')),
                ('work', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='roster.work')),
            ],
        ),
        migrations.CreateModel(
            name='ClaimVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'Open'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                ('units', models.BigIntegerField()),
                ('first_used_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField()),
                ('reports', models.JSONField(help_text='The numbers of the reports that told of the uses.')),
                ('why', models.CharField(blank=True, max_length=200, verbose_name='why it was withdrawn')),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='earnings.claim')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consent.decision')),
            ],
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['work', '-month_date'], name='claim_by_work'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['tool', '-month_date', '-number'], name='claim_by_tool'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.UniqueConstraint(condition=models.Q(('licence__isnull', False)), fields=('tool', 'month_date', 'work', 'use', 'reason', 'licence'), name='claim_once'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.UniqueConstraint(condition=models.Q(('licence__isnull', True)), fields=('tool', 'month_date', 'work', 'use', 'reason'), name='claim_without_licence_once'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'withdrawn'])), name='claim_state_known'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['licence_ended', 'licence_lacks_territory', 'licence_lacks_use', 'licence_not_begun', 'no_licence', 'said_no', 'said_no_in_person', 'silence', 'terms_replaced', 'yes_elsewhere', 'yes_ended', 'yes_outside_mandate', 'yes_to_another_licence', 'yes_to_earlier_works'])), name='claim_reason_known'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'withdrawn'), ('why', ''), _connector='OR'), name='claim_open_has_no_end'),
        ),
        migrations.AddConstraint(
            model_name='claimversion',
            constraint=models.UniqueConstraint(fields=('claim', 'number'), name='claim_version_once'),
        ),
        migrations.AddConstraint(
            model_name='claimversion',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'withdrawn'])), name='claim_version_state_known'),
        ),
        append_only("earnings_claimversion"),
        migrations.RunPython(compute_again, migrations.RunPython.noop),
    ]
