"""The rules of the house that the linters cannot see."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models
from django.urls import get_resolver

from tests.sources import APPS, ROOT, files, named, python_files, templates, tree

# What lies higher may point down; what lies side by side is blind to each other.
HEIGHT = {
    "masterdata": 1,
    "documents": 2,
    "inventory": 3,
    "finance": 3,
    "orders": 4,
    "purchasing": 4,
    "office": 5,
}
STATE_WRITERS = {"documents/engine.py", "documents/drafts.py"}
HEAD_WRITERS = {"documents/drafts.py"}


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in HEIGHT]


def is_history(model: type[models.Model]) -> bool:
    return hasattr(model, "history_type") or model.__name__.startswith("Historical")


# --- Models --------------------------------------------------------------------------------------


def test_foreign_keys_point_to_their_own_app_or_below() -> None:
    wrong = []
    for model in our_models():
        own = model._meta.app_label
        for field in model._meta.get_fields():
            target = field.related_model if field.many_to_one or field.one_to_one else None
            if target is None or field.auto_created or target._meta.app_label not in HEIGHT:
                continue
            aim = target._meta.app_label
            if aim != own and HEIGHT[aim] >= HEIGHT[own]:
                wrong.append(f"{model._meta.label}.{field.name} → {target._meta.label}")

    assert not wrong


def test_no_column_is_a_float_or_a_plain_decimal() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.concrete_fields
        if field.get_internal_type() in {"FloatField", "DecimalField"}
    ]

    assert not wrong


def beginnings(model: type[models.Model]) -> set[str]:
    """The fields that an index over several fields begins with, whatever it is called."""
    found: list[tuple[str, ...]] = []
    for index in model._meta.indexes:
        if index.condition is None:
            named = [getattr(each, "name", "") for each in index.expressions]
            found.append((*(name.lstrip("-") for name in index.fields), *named))
    for law in model._meta.constraints:
        if isinstance(law, models.UniqueConstraint) and law.condition is None:
            found.append(tuple(law.fields))
    return {fields[0] for fields in found if len(fields) > 1}


def test_no_foreign_key_bears_an_index_that_another_one_begins_with() -> None:
    """Each index costs every paper that is written; `db_index=False` takes it off."""
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        if not is_history(model)
        for field in model._meta.local_fields
        if field.many_to_one and field.db_index and field.name in beginnings(model)
    ]

    # These come from a class that many kinds of lines share, of which most need the index.
    shared = {"person", "driver", "item"}
    assert [each for each in wrong if each.rpartition(".")[2] not in shared] == []


def test_no_model_orders_itself() -> None:
    wrong = [m._meta.label for m in our_models() if m._meta.ordering and not is_history(m)]

    assert not wrong, "order where a page asks for it, by a column and the id"


def test_no_model_inherits_a_table_or_points_anywhere() -> None:
    parents = [model._meta.label for model in our_models() if model._meta.parents]
    generic = [
        model._meta.label
        for model in our_models()
        for field in model._meta.private_fields
        if isinstance(field, GenericForeignKey)
    ]

    assert (parents, generic) == ([], [])


def test_nothing_happens_in_save_or_clean() -> None:
    wrong = [
        f"{model._meta.label}.{name}"
        for model in our_models()
        if not is_history(model)
        for name in ("save", "delete", "clean", "full_clean")
        if name in vars(model)
    ]

    assert not wrong, "bulk paths skip it and readers miss it: write a function"


# --- Doors ---------------------------------------------------------------------------------------


def state_writes() -> Iterator[str]:
    for path in python_files(*APPS):
        if named(path) in STATE_WRITERS:
            continue
        for node in ast.walk(tree(path)):
            targets = getattr(node, "targets", [getattr(node, "target", None)])
            if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and any(
                isinstance(target, ast.Attribute) and target.attr == "state" for target in targets
            ):
                yield named(path, node)
            if called(node) == "update" and "state" in keywords(node):
                yield named(path, node)


def called(node: ast.AST) -> str:
    function = getattr(node, "func", None)
    return str(getattr(function, "attr", getattr(function, "id", "")))


def keywords(node: ast.AST) -> set[str | None]:
    return {keyword.arg for keyword in getattr(node, "keywords", [])}


def test_only_the_engine_and_the_drafts_write_a_state() -> None:
    assert not list(state_writes())


def test_only_drafts_make_heads() -> None:
    makers = {"create", "bulk_create", "get_or_create", "update_or_create"}
    wrong = []
    for path in python_files(*APPS):
        if named(path) in HEAD_WRITERS:
            continue
        for node in ast.walk(tree(path)):
            function = getattr(node, "func", None)
            text = ast.unparse(function) if function is not None else ""
            manager, _dot, method = text.rpartition(".")
            made = method in makers and manager.endswith("Document.objects")
            if text in {"Document", "models.Document"} or made:
                wrong.append(named(path, node))

    assert not wrong


def test_signals_are_not_used_for_what_happens_in_the_firm() -> None:
    wrong = []
    for path in python_files(*APPS):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals":
                wrong += [named(path, node) for name in node.names if name.name != "post_migrate"]
            if isinstance(node, ast.ImportFrom) and node.module == "django.dispatch":
                wrong.append(named(path, node))

    assert not wrong, "signals hide who listens and in which order: use documents.reactions"


# --- Sizes and names -----------------------------------------------------------------------------

FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, FUNCTION):
                yield f"{named(path, node)} {node.name}", node  # type: ignore[misc]


def required(node: ast.FunctionDef) -> list[str]:
    """The parameters a caller must give; those with a default are choices, not burdens."""
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    given = positional[: len(positional) - len(arguments.defaults)]
    given += [
        argument
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if default is None
    ]
    return [argument.arg for argument in given if argument.arg not in {"self", "cls"}]


def test_functions_have_at_most_forty_lines() -> None:
    wrong = [
        f"{name}: {node.end_lineno - node.lineno + 1}"
        for name, node in functions()
        if node.end_lineno and node.end_lineno - node.lineno + 1 > 40
    ]

    assert not wrong


def test_functions_need_at_most_five_parameters() -> None:
    # A test's parameters are fixtures, which nobody passes.
    wrong = [
        f"{name}({', '.join(required(node))})"
        for name, node in functions()
        if len(required(node)) > 5 and not name.startswith("tests/")
    ]

    assert not wrong


def test_files_have_at_most_five_hundred_lines() -> None:
    lengths = {named(path): len(path.read_text().splitlines()) for path in python_files()}

    assert not {name: length for name, length in lengths.items() if length > 500}


def test_templates_are_small() -> None:
    wrong = [
        f"{named(path)}: {lines}"
        for path in templates()
        if (lines := len(path.read_text().splitlines()))
        > (60 if "components" in path.parts else 100)
    ]

    assert not wrong, "a component has at most 60 lines, a page at most 100"


def test_modules_are_named_by_what_they_are() -> None:
    vague = {"utils.py", "util.py", "helpers.py", "helper.py", "manager.py", "common.py", "misc.py"}

    assert not [named(path) for path in python_files() if path.name in vague]


def test_every_module_says_what_it_is() -> None:
    wrong = [
        named(path)
        for path in python_files()
        if path.name != "__init__.py" and not ast.get_docstring(tree(path))
    ]

    assert not wrong, "a module starts with one sentence that says what it is"


# --- Templates and files -------------------------------------------------------------------------

INLINE = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "inline style": re.compile(r"\sstyle\s*=|<style\b", re.I),
    "inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I),
    "script address": re.compile(r"javascript:", re.I),
    "unescaped text": re.compile(r"\|\s*safe\b|autoescape off"),
}


@pytest.mark.parametrize("fault", INLINE)
def test_templates_obey_the_content_security_policy(fault: str) -> None:
    wrong = [named(path) for path in templates() if INLINE[fault].search(path.read_text())]

    assert not wrong


# Written in two parts, so that this file does not find itself.
PLACES = re.compile(
    "|".join(
        (
            r"(?<![\w./-])/" + r"(work|root|home/\w+|Users/\w+)/",
            "pypi" + r"\.org",
            "pythonhosted" + r"\.org",
            "registry" + r"\.npmjs",
        )
    )
)
TEXTS = {".py", ".html", ".md", ".txt", ".toml", ".lock", ".in", ".sh", ".js", ".css", ".po", ""}


def test_no_file_names_a_place_of_one_machine() -> None:
    wrong = []
    for path in files():
        if path.suffix not in TEXTS or "vendor" in path.parts:
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if PLACES.search(line):
                wrong.append(f"{named(path)}:{number}: {line.strip()[:80]}")

    assert not wrong


# --- Papers --------------------------------------------------------------------------------------


def test_every_paper_has_a_folder_of_tests() -> None:
    from documents.registry import all_types

    wrong = []
    for kind in all_types():
        app = kind.body._meta.app_label
        folder = ROOT / "tests" / app / kind.code
        if not list(folder.glob("test_*.py")):
            wrong.append(f"tests/{app}/{kind.code}/")

    assert not wrong


def test_every_paper_has_pages_and_a_print() -> None:
    from documents.pages import pages_of
    from documents.registry import all_types

    get_resolver().url_patterns  # noqa: B018  Loading the addresses declares the pages.
    pages = {kind.code: pages_of(kind) for kind in all_types()}

    assert not [code for code, found in pages.items() if found is None], "has no pages"
    assert not [code for code, found in pages.items() if found and not found.prints], "no print"
