"""The second implementation of struct, list and map."""

import json

from known_answer_draws import Bits, scale

NUMBERS = {"gen_ints", "gen_floats", "gen_incremental"}
KEY_ATTEMPTS = 32
ATTEMPT_SHIFT = 44 + 14


def nested_methods(methods):
    """Methods whose parts are drawn by `methods` and by each other."""

    def part(call, bits, row, counted):
        """Code and JSON text of a part; `counted` is what counts rows there."""
        name = call["method"]
        parms = call.get("parms", {})
        if name == "struct":
            return struct(parms, bits, row, counted)
        number = counted if name == "gen_incremental" else row
        code, text = known[name](parms, bits, number)
        is_text = name not in NUMBERS and name not in nested
        return code, json.dumps(text, ensure_ascii=False) if is_text else str(text)

    def at(bits, row, name):
        return Bits(bits.column, row, f"{bits.part}{name}/")

    def struct(parms, bits, row, counted=None):
        counted = row if counted is None else counted
        texts = []
        for name, call in parms["fields"].items():
            _, text = part(call, at(bits, row, f"fields/{name}"), row, counted)
            texts.append(f"{json.dumps(name)}:{text}")
        return row, "{" + ",".join(texts) + "}"

    def item_rows(parms, bits, row):
        least, most = parms.get("min", 0), parms["max"]
        count = least + scale(bits("length/value"), most - least + 1)
        return [row * max(most, 1) + item for item in range(count)]

    def a_list(parms, bits, row):
        rows = item_rows(parms, bits, row)
        texts = [
            part(parms["items"], at(bits, item_row, "items"), item_row, item)[1]
            for item, item_row in enumerate(rows)
        ]
        return row, "[" + ",".join(texts) + "]"

    def distinct_key(call, bits, row, taken):
        for attempt in range(KEY_ATTEMPTS):
            position = row ^ attempt << ATTEMPT_SHIFT
            code, text = part(call, at(bits, position, "keys"), position, 0)
            if code not in taken:
                break
        assert code not in taken, "take a spec whose keys are found by drawing"
        taken.add(code)
        return text if text.startswith('"') else f'"{text}"'

    def a_map(parms, bits, row):
        taken = set()
        entries = []
        for item, item_row in enumerate(item_rows(parms, bits, row)):
            key = distinct_key(parms["keys"], bits, item_row, taken)
            value_bits = at(bits, item_row, "values")
            _, value = part(parms["values"], value_bits, item_row, item)
            entries.append(f"{key}:{value}")
        return row, "{" + ",".join(entries) + "}"

    nested = {"struct": struct, "list": a_list, "map": a_map}
    known = methods | nested
    return nested


COLUMNS = [
    (
        "place",
        "struct",
        '{"fields": {"name": {"method": "gen_name"}, "floor": {"method": "gen_ints", '
        '"parms": {"min": 0, "max": 9}}, "row": {"method": "gen_incremental"}}}',
    ),
    (
        "words",
        "list",
        '{"items": {"method": "gen_str_choice", "parms": {"options": ["new", "old"]}}, '
        '"max": 3}',
    ),
    (
        "lines",
        "list",
        '{"min": 1, "max": 3, "items": {"method": "struct", "parms": {"fields": '
        '{"line": {"method": "gen_incremental"}, "codes": {"method": "list", "parms": '
        '{"max": 2, "items": {"method": "gen_ints", "parms": {"min": 1, "max": 99}}}}}}}}',
    ),
    (
        "marks",
        "map",
        '{"keys": {"method": "gen_ints", "parms": {"min": 1, "max": 4}}, "values": '
        '{"method": "gen_uuid"}, "min": 2, "max": 4}',
    ),
]
