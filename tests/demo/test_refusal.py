"""The demonstration does not touch the records of anybody else."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from casework.accounts.models import Organisation
from casework.people.models import Person
from tests import make


@pytest.mark.parametrize("options", [[], ["--unless-filled"]])
def test_records_of_anybody_else_are_left_alone(bureau, tmp_path, options):
    make.person(bureau)
    path = tmp_path / "list.xlsx"
    if options:
        call_command("demo", *options, f"--write-list={path}", stdout=StringIO())
    else:
        with pytest.raises(CommandError, match="not empty"):
            call_command("demo", f"--write-list={path}", stdout=StringIO())
    assert (Person.objects.count(), Organisation.objects.count(), path.exists()) == (1, 1, False)
