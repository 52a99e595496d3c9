"""What a release holds beside its package: the files by their names, the page's content, and what could not be searched."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("public", "0001_initial")]

    operations = [
        migrations.AddField("release", "files", models.JSONField(default=dict)),
        migrations.AddField("release", "content", models.JSONField(default=dict)),
        migrations.AddField("release", "unread", models.JSONField(default=list)),
        migrations.AddField("publication", "hidden", models.BooleanField(default=False)),
    ]
