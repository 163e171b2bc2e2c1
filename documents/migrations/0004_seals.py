"""Seals, their rows, and when what was last looked after."""

import django.db.models.deletion
from django.db import migrations, models

from documents import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0003_jobs'),
    ]

    operations = [
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('books', 'Check of the books'), ('backup', 'Backup'), ('restore', 'Restore')], max_length=16, unique=True)),
                ('at', models.DateTimeField(verbose_name='At')),
                ('ok', models.BooleanField()),
                ('details', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'verbose_name': 'Milestone',
                'verbose_name_plural': 'Milestones',
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(unique=True)),
                ('at', models.DateTimeField(verbose_name='At')),
                ('rows', models.PositiveBigIntegerField()),
                ('previous_hash', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': 'Seal of the records',
                'verbose_name_plural': 'Seals of the records',
            },
        ),
        migrations.CreateModel(
            name='SealedSpan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=64)),
                ('columns', models.TextField()),
                ('after_id', models.BigIntegerField()),
                ('last_id', models.BigIntegerField()),
                ('count', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('marks', models.TextField()),
                ('seal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spans', to='documents.seal')),
            ],
            options={
                'verbose_name': 'Sealed rows',
                'verbose_name_plural': 'Sealed rows',
                'constraints': [models.UniqueConstraint(fields=('table', 'after_id'), name='sealed_once')],
            },
        ),
        append_only.guard(table="documents_seal"),
        append_only.guard(table="documents_sealedspan"),
    ]
