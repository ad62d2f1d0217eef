"""Faker, row by row."""

from datetime import UTC, datetime
from itertools import count

from faker import Faker
from row_writer import write_rows
from table import read_task

FAKE = Faker()


def maker(column):
    """Return a function that makes one value of the column."""
    low, high = column.minimum, column.maximum
    match column.kind:
        case "sequence":
            return count(1).__next__
        case "integers":
            return lambda: FAKE.random_int(low, high)
        case "decimals":
            steps = 10**column.digits
            first, last = round(low * steps), round(high * steps)
            return lambda: FAKE.random_int(first, last) / steps
        case "dates":
            return lambda: FAKE.date_between(low, high)
        case "texts" if column.name == "name":
            return FAKE.name
        case "texts" if column.name == "email":
            return FAKE.email
        case "texts":
            (words,) = column.tables
            return lambda: FAKE.random_element(words)
        case "uuids":
            return FAKE.uuid4
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
