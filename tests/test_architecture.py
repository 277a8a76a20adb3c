"""What holds over the whole repository."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models

from casework.audit.admin import ReadOnlyAdmin

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "casework"
LAYERS = [
    layer.removeprefix("casework.")
    for layer in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0][
        "layers"
    ]
]
SOURCES = [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("path", SOURCES + TESTS, ids=_name)
def test_a_file_stays_under_400_lines_and_a_function_under_60(path):
    assert path.read_text().count("\n") <= 400
    assert [f.name for f in _functions(path) if f.end_lineno - f.lineno >= 60] == []


def test_foreign_keys_point_down_the_layers():
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("casework."):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.ManyToManyField) and field.related_model:
                here, there = model._meta.app_label, field.related_model._meta.app_label
                if there in LAYERS and LAYERS.index(here) > LAYERS.index(there):
                    wrong.append(f"{model.__name__}.{field.name}")
    assert wrong == []


def test_the_audit_refers_to_nothing():
    fields = [f for model in apps.get_app_config("audit").get_models() for f in model._meta.get_fields()]
    assert [f.name for f in fields if f.is_relation] == []


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_signals_no_save_overrides_no_generic_foreign_keys(path):
    # Before and after migrations is the one place where Django offers nothing else.
    text = re.sub(r"from django.db.models.signals import post_migrate, pre_migrate\n", "", path.read_text())
    assert not re.search(r"django\.(db\.models|core)\.signals|GenericForeignKey|@receiver", text)
    assert [f.name for f in _functions(path) if f.name in ("save", "delete")] == []


def _is_reader(path: Path) -> bool:
    return path.name in ("views.py", "forms.py", "models.py", "admin.py", "ledger.py", "worklists.py") or (
        path.parent.name in ("views", "forms", "commands")
    )


@pytest.mark.parametrize("path", [path for path in SOURCES if _is_reader(path)], ids=_name)
def test_only_actions_write(path):
    calls = [
        f"{node.lineno}: {ast.unparse(node.func)}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and ast.unparse(node.func.value).split(".")[0]
        not in ("fields", "context", "data", "self", "kwargs", "hashlib")
        and "objects" in ast.unparse(node.func.value)
    ]
    assert calls == []


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_imports_stand_at_the_top(path):
    tree = ast.parse(path.read_text())
    inside = [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=_name)
def test_templates_hold_no_script_and_no_style(path):
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text)
    assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []


def test_nothing_is_fetched_from_elsewhere():
    pages = [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "static").rglob("*.css"),
        *(ROOT / "static").rglob("*.js"),
    ]
    for path in pages:
        if "vendor" not in path.parts:
            assert re.findall(r"(?:src|href|url\()=?[\"'(]?https?://", path.read_text()) == [], path


def test_the_locks_name_no_registry_and_hash_everything():
    for name in ("base", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        assert "://" not in text
        assert all("--hash=sha256:" in block for block in re.split(r"\n(?=\S)", text.strip()))


def test_every_part_of_the_map_exists():
    assert [
        layer for layer in LAYERS if not ((PACKAGE / layer).exists() or (PACKAGE / f"{layer}.py").exists())
    ] == []


# What holds nobody's data, or is never shown: what is public, the parts of the audit, keys and counters.
NOBODYS = {
    *("Agreement", "Exchange", "Statement", "PlaceOfDetention", "NotificationTemplate"),
    *("AuditMention", "AuditHead", "AuditCheckpoint", "Submission", "Guess", "KnownDevice"),
    *("NameKey", "PossibleMatch", "ListContent"),
}


def test_every_model_that_holds_somebodys_data_says_who_may_see_it():
    ours = [model for model in apps.get_models() if model.__module__.startswith("casework.")]
    assert {m.__name__ for m in ours if not hasattr(m._default_manager, "visible_to")} == NOBODYS


def test_the_admin_shows_of_every_model_what_its_reader_may_see():
    """ReadOnlyAdmin narrows by visible_to; whatever is registered derives from it."""
    wrong = [
        model.__name__
        for model, options in admin.site._registry.items()
        if model.__module__.startswith("casework.") and not isinstance(options, ReadOnlyAdmin)
    ]
    assert wrong == []
