"""chDB, ClickHouse inside Python: SELECT ... INTO OUTFILE over numbers_mt()."""

from itertools import count

import chdb
from table import read_task, report_shape

FORMATS = {"csv": "CSVWithNames", "jsonl": "JSONEachRow", "parquet": "Parquet"}


def text(value):
    """Return a literal."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


class Query:
    """Expressions of columns; each draw has a number of its own, or all would be one."""

    def __init__(self, output):
        self.output = output
        self.draws = count()

    def below(self, limit):
        """Return a random whole number below the limit, at most 2^32."""
        return f"rand({next(self.draws)}) % {limit}"

    def word(self, table):
        """Return a random word of a table."""
        words = ", ".join(map(text, table))
        return f"arrayElement([{words}], 1 + {self.below(len(table))})"

    def expression(self, column):
        """Return a column's expression over `number`, the row's number from 0 on."""
        low, high = column.minimum, column.maximum
        match column.kind:
            case "sequence":
                return "toInt64(number + 1)"
            case "integers":
                return f"toInt64({low} + {self.below(high - low + 1)})"
            case "decimals":
                steps = 10**column.digits
                value = self.below(int((high - low) * steps) + 1)
                return f"({int(low * steps)} + {value}) / {steps}"
            case "dates":
                # Date is quicker, but in Parquet a number.
                kind = "toDate32" if self.output.format == "parquet" else "toDate"
                return f"{kind}('{low}') + {self.below((high - low).days + 1)}"
            case "texts":
                words = list(map(self.word, column.tables))
                return f"concat({', '.join(words)})" if len(words) > 1 else words[0]
            case "booleans":
                return f"{self.below(2**32)} < {int(column.probability * 2**32)}"
            case "unique_texts":
                number = f"number * 387420489 % {10**column.digits}"
                return f"leftPad(toString({number}), {column.digits}, '0')"
            case "uuids":
                return f"toString(generateUUIDv4({next(self.draws)}))"
            case "now":
                return "now64(6, 'UTC')"
        raise ValueError(column.kind)


def destination(output, path):
    """Return INTO OUTFILE and what follows it."""
    parts = [f"INTO OUTFILE {text(path)} TRUNCATE"]
    settings = [
        "output_format_json_quote_64bit_integers = 0",
        "max_query_size = 10000000",
    ]
    if output.format == "parquet":
        settings.append(f"output_format_parquet_compression_method = '{output.codec}'")
        if output.level:
            settings.append(f"output_format_compression_level = {output.level}")
    else:
        parts.append(f"COMPRESSION '{output.codec or 'none'}'")
        if output.level:
            parts.append(f"LEVEL {output.level}")
    return [*parts, f"FORMAT {FORMATS[output.format]}", f"SETTINGS {', '.join(settings)}"]


def main():
    """Write the table, or fetch it as a pandas frame."""
    task = read_task()
    query = Query(task.output)
    columns = ", ".join(f"{query.expression(c)} AS {c.name}" for c in task.columns)
    select = f"SELECT {columns} FROM numbers_mt({task.rows})"
    if task.output.format == "dataframe":
        report_shape(chdb.query(select, "DataFrame"), task.path)
    else:
        chdb.query(" ".join([select, *destination(task.output, task.path)]))


main()
