"""Mimesis, row by row."""

from datetime import UTC, datetime, timedelta
from itertools import count

from mimesis import Generic
from row_writer import write_rows
from table import DOMAINS, read_task

FAKE = Generic()


def maker(column):
    """Return a function that makes one value of the column."""
    low, high = column.minimum, column.maximum
    match column.kind:
        case "sequence":
            return count(1).__next__
        case "integers":
            return lambda: FAKE.numeric.integer_number(low, high)
        case "decimals":
            return lambda: FAKE.numeric.float_number(low, high, column.digits)
        case "dates":
            days = (high - low).days
            return lambda: low + timedelta(FAKE.numeric.integer_number(0, days))
        case "texts" if column.name == "name":
            return FAKE.person.full_name
        case "texts" if column.name == "email":
            return lambda: FAKE.person.email(DOMAINS)
        case "texts":
            (words,) = column.tables
            return lambda: FAKE.random.choice(words)
        case "uuids":
            return FAKE.cryptographic.uuid
        case "now":
            now = datetime.now(UTC)
            return lambda: now
    raise ValueError(column.kind)


def main():
    """Make the rows and write them."""
    task = read_task()
    makers = [maker(column) for column in task.columns]
    write_rows(task, (tuple(make() for make in makers) for _ in range(task.rows)))


main()
