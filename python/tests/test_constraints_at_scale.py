"""Keys from table to table where there are many: no orphan among a million rows."""

import pytest

from rand_engine import DataGenerator

PARENTS = 100_000
CHILDREN = 1_000_000


@pytest.mark.parametrize("name", ["keys.duckdb", "keys.sqlite"])
def test_a_million_rows_have_no_orphan_among_a_hundred_thousand_parents(tmp_path, name):
    key = {"name": "clients_pk", "tipo": "PK", "fields": ["client_id VARCHAR(8)"]}
    client_id = {"method": "unique_ids", "kwargs": {"strategy": "zint", "length": 8}}
    parents = {"client_id": client_id, "constraints": {"clients_pk": key}}
    reference = {"name": "clients_pk", "tipo": "FK", "fields": ["client_id"]}
    children = {
        "order_id": {"method": "gen_incremental"},
        "constraints": {"of_client": reference},
    }

    def make(spec, rows):
        generator = DataGenerator(spec, seed=3).checkpoint(tmp_path / name)
        return generator.size(rows).get_df()

    clients = make(parents, PARENTS)["client_id"]
    orders = make(children, CHILDREN)
    assert clients.is_unique
    counts = orders["client_id"].value_counts()
    assert set(counts.index) <= set(clients)
    # Ten children each; a parent without one is a chance of e^-10.
    assert len(counts) > PARENTS - 50 and counts.max() < 40
