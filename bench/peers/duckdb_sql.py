"""DuckDB: COPY of a query over range()."""

import duckdb
from table import read_task, report_shape


def text(value):
    """Return a literal."""
    return "'" + value.replace("'", "''") + "'"


class Query:
    """Expressions of columns; word lists become variables of the connection."""

    def __init__(self, connection, output):
        self.connection = connection
        self.output = output
        self.variables = 0

    def word(self, table):
        """Return a random word of a table."""
        self.variables += 1
        name = f"words_{self.variables}"
        words = ", ".join(map(text, table))
        self.connection.execute(f"SET VARIABLE {name} = [{words}]")
        return f"getvariable('{name}')[1 + floor(random() * {len(table)})::INTEGER]"

    def expression(self, column):
        """Return a column's expression over `row`, its number from 0 on."""
        low, high = column.minimum, column.maximum
        match column.kind:
            case "sequence":
                return "row + 1"
            case "integers":
                return f"{low} + floor(random() * {high - low + 1})::BIGINT"
            case "decimals":
                # Decimals are the quickest way to text; files of types have doubles.
                decimal = (
                    f"({low} + random() * {high - low})::DECIMAL(15, {column.digits})"
                )
                is_text = self.output.format in ("csv", "jsonl")
                return decimal if is_text else f"{decimal}::DOUBLE"
            case "dates":
                days = f"floor(random() * {(high - low).days + 1})::INTEGER"
                return f"DATE '{low}' + {days}"
            case "texts":
                return " || ".join(map(self.word, column.tables))
            case "booleans":
                return f"random() < {column.probability}"
            case "unique_texts":
                number = f"row * 387420489 % {10**column.digits}"
                return f"lpad(({number})::VARCHAR, {column.digits}, '0')"
            case "uuids":
                return "uuid()::VARCHAR"
            case "now":
                return "now()"
        raise ValueError(column.kind)


def options(output):
    """Return COPY's options."""
    if output.format == "parquet":
        level = f", COMPRESSION_LEVEL {output.level}" if output.level else ""
        return f"FORMAT parquet, COMPRESSION {output.codec}{level}"
    # Its gzip has no levels.
    kind = "csv, HEADER" if output.format == "csv" else "json"
    return f"FORMAT {kind}, COMPRESSION {output.codec or 'none'}"


def main():
    """Write the table, or fetch it as a pandas frame."""
    task = read_task()
    connection = duckdb.connect()
    query = Query(connection, task.output)
    columns = ", ".join(f'{query.expression(c)} AS "{c.name}"' for c in task.columns)
    select = f"SELECT {columns} FROM range({task.rows}) AS numbers(row)"
    if task.output.format == "dataframe":
        report_shape(connection.sql(select).df(), task.path)
        return
    # Without a temporary file, which would be renamed over /dev/null.
    asked = f"{options(task.output)}, USE_TMP_FILE false"
    connection.execute(f"COPY ({select}) TO {text(task.path)} ({asked})")


main()
