"""What a program makes once for all its work, and hundreds of tests in one process would each make anew."""

from __future__ import annotations

import subprocess
from functools import cache
from types import SimpleNamespace

import jinja2
import pytest
import sqlalchemy

from scheduler.delivery import sqlite
from scheduler.delivery.schema import parsed
from scheduler.desk import opening
from scheduler.rehearsal import server
from tests import warm

_compile = jinja2.Environment.compile
_create_engine = sqlalchemy.create_engine
_make = sqlite._make
_compiled = {}


def keep(patch: pytest.MonkeyPatch) -> None:
    """Compile templates and questions to a ledger, paint drawings, import a practice server: each once."""
    keep_templates(patch)
    patch.setattr(opening, "let_all_go", lambda: None)  # the next desk paints the same drawings
    patch.setattr(sqlite, "create_engine", _of_one_dialect)
    patch.setattr(sqlite, "_make", _make_as_before)
    patch.setattr(server, "subprocess", SimpleNamespace(**{**vars(subprocess), "Popen": warm.practice}))


def keep_templates(patch: pytest.MonkeyPatch) -> None:
    """Compile each template once, for this process and what it forks."""
    patch.setattr(jinja2.Environment, "compile", _compile_once)


def _compile_once(environment, source, name=None, filename=None, raw=False, defer_init=False):
    key = (source, name, filename, raw, *sorted(environment.filters))
    if key not in _compiled:
        _compiled[key] = _compile(environment, source, name, filename, raw, defer_init)
    return _compiled[key]


@cache
def _first():
    engine = _create_engine("sqlite://", json_deserializer=parsed)
    engine.connect().close()  # the dialect asks once what this SQLite can do
    return engine


def _of_one_dialect(url, **options):
    engine = _create_engine(url, **options)
    engine.dialect = engine.pool._dialect = _first().dialect
    engine._compiled_cache = _first()._compiled_cache
    return engine


@cache
def _form():
    with _create_engine("sqlite://").connect() as book:
        _make(book)
        rows = book.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql <> '' ORDER BY rowid")
        return [*rows.scalars(), f"PRAGMA application_id = {sqlite._APPLICATION}"]


def _make_as_before(connection):
    for statement in _form():
        connection.exec_driver_sql(statement)
