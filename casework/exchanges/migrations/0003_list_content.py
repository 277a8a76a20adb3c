from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def move_content(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    contents = apps.get_model("exchanges", "ListContent").objects
    for list_file in apps.get_model("exchanges", "ListFile").objects.iterator(chunk_size=1):
        contents.create(list_file=list_file, content=list_file.content)


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0002_entry_decided_by")]

    operations = [
        migrations.CreateModel(
            name="ListContent",
            fields=[
                (
                    "list_file",
                    models.OneToOneField(
                        on_delete=models.deletion.CASCADE,
                        primary_key=True,
                        related_name="kept",
                        serialize=False,
                        to="exchanges.listfile",
                        verbose_name="list",
                    ),
                ),
                ("content", models.BinaryField(verbose_name="content")),
            ],
            options={"verbose_name": "content of a list", "verbose_name_plural": "contents of lists"},
        ),
        migrations.RunPython(move_content, elidable=True),
        migrations.RemoveField(model_name="listfile", name="content"),
        migrations.RemoveField(model_name="listfile", name="sheet"),
    ]
