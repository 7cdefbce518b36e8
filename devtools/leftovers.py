"""What one database has and another has not: tables, columns, functions, rows."""

from . import postgres
from .layout import MODULE

SCHEMA = """
SELECT 'relation ' || relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'column ' || table_name || '.' || column_name FROM information_schema.columns
 WHERE table_schema = 'public'
UNION ALL
SELECT 'function ' || proname FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace
UNION ALL
SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'constraint ' || conname FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace
"""
TABLES_WITH_ID = """
SELECT table_name FROM information_schema.columns
  JOIN information_schema.tables USING (table_schema, table_name)
 WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND column_name = 'id'
"""
# Rows that Odoo itself writes while it installs, tests and uninstalls any module.
ODOOS_OWN = {
    "bus_bus",
    "ir_cron_progress",
    "ir_cron_trigger",
    "ir_logging",
    "ir_module_module_dependency",
}
# Odoo also forgets names, owned by mail, of the fields that mail gave to our models.
CONDITIONS = {
    "ir_attachment": "WHERE coalesce(url, '') NOT LIKE '/web/assets/%'",
    "ir_model_data": f"WHERE module = '{MODULE}'",
}


def find(before: str, after: str) -> list[str]:
    """Lines that name what `after` has and `before` has not; empty if nothing."""
    old, new = (set(postgres.query(SCHEMA, name)) for name in (before, after))
    return sorted(new - old) + _rows(before, after)


def _rows(before: str, after: str) -> list[str]:
    old = _ids(before)
    return [
        line
        for table, ids in sorted(_ids(after).items())
        if (new := ids - old.get(table, set()))
        for line in _describe(after, table, sorted(new))
    ]


def _ids(database: str) -> dict[str, set[int]]:
    """Each table's ids, but those of Odoo's own housekeeping."""
    tables = set(postgres.query(TABLES_WITH_ID, database))
    tables = {table for table in tables - ODOOS_OWN if not table.startswith("orm_")}
    selects = (
        f"SELECT '{table}', id FROM \"{table}\" {CONDITIONS.get(table, '')}"
        for table in sorted(tables)
    )
    found: dict[str, set[int]] = {}
    for line in postgres.query(" UNION ALL ".join(selects), database):
        table, number = line.split("|")
        found.setdefault(table, set()).add(int(number))
    return found


def _describe(database: str, table: str, ids: list[int]) -> list[str]:
    """The first rows of a table as `row <table>: <its values, cut>`."""
    listed = ",".join(map(str, ids[:10]))
    values = "left(jsonb_strip_nulls(to_jsonb(t))::text, 200)"
    rows = postgres.query(
        f'SELECT {values} FROM "{table}" t WHERE id IN ({listed})', database
    )
    more = [f"row {table}: {len(ids) - 10} more"] if len(ids) > 10 else []
    return [f"row {table}: {row}" for row in rows] + more
