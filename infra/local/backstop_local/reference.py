"""Loads a day's instruments.csv and customers.csv into the tables of the same name."""

import csv

ROWS_PER_STATEMENT = 500


def load(stack, table, path):
    """Inserts or replaces every row of the file; its first line names the columns. Returns the number of rows."""
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        columns = next(reader)
        if not all(column.replace("_", "").isalnum() for column in columns):
            raise ValueError(f"{path}: the first line does not name columns")
        count, rows = 0, []
        for row in reader:
            rows.append(row)
            if len(rows) == ROWS_PER_STATEMENT:
                count += _insert(stack, table, columns, rows)
                rows = []
        return count + (_insert(stack, table, columns, rows) if rows else 0)


def _insert(stack, table, columns, rows):
    one = "(" + ",".join(["%s"] * len(columns)) + ")"
    # REPLACE would take each row away for a moment, and the triggers of `instruments` keep what is taken away.
    statement = (f"INSERT INTO {table} ({','.join(columns)}) VALUES " + ",".join([one] * len(rows)) + " ON DUPLICATE KEY UPDATE "
                 + ",".join(f"{column}=VALUES({column})" for column in columns))
    stack.sql(statement, [value for row in rows for value in row])
    return len(rows)
