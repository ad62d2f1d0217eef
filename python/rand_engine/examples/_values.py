"""What the example specs share: how a column is written, and values that go together."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Column = dict[str, Any]
    Spec = dict[str, Column]

NAMES = [
    "Amara Okafor",
    "Ana Carolina Souza",
    "Bjorn Lindqvist",
    "Chloe Martin",
    "Daniel Novak",
    "Elena Petrova",
    "Fatima Zahra Alami",
    "Giulia Romano",
    "Hiroshi Tanaka",
    "Isabel Navarro",
    "James Whitfield",
    "Kavya Raman",
    "Lukas Weber",
    "Mei Ling Chen",
    "Noah Bakker",
    "Olivia Hughes",
    "Pedro Almeida",
    "Rania Haddad",
    "Sean Gallagher",
    "Thandiwe Dlamini",
]
CITIES = [
    "Lisbon",
    "Lyon",
    "Porto",
    "Recife",
    "Rotterdam",
    "Santiago",
    "Turin",
    "Valencia",
]
#: Countries that pay in a currency.
CURRENCIES = {
    "EUR": ["DE", "ES", "FR", "IT", "PT"],
    "USD": ["US"],
    "GBP": ["GB"],
    "BRL": ["BR"],
    "JPY": ["JP"],
}
#: Countries that a carrier serves.
CARRIERS = {
    "DHL": ["AT", "DE", "NL"],
    "FedEx": ["CA", "MX", "US"],
    "Correios": ["BR"],
    "Royal Mail": ["GB", "IE"],
}
#: Levels and roles of a department.
DEPARTMENTS = {
    "Engineering": [
        ["Junior", "Senior", "Staff"],
        ["Developer", "Tester", "Data Engineer"],
    ],
    "Sales": [["Junior", "Senior"], ["Representative", "Account Manager"]],
    "Finance": [["Junior", "Senior"], ["Accountant", "Controller"]],
}
#: Priorities of a device's status, with weights.
STATUS_PRIORITIES = {
    "Online": [("Low", 80), ("Medium", 15), ("High", 5)],
    "Degraded": [("Medium", 6), ("High", 4)],
    "Offline": [("Medium", 2), ("High", 8)],
}
INVOICE_STATUS = {"Paid": 72, "Pending": 20, "Overdue": 8}
SHIPMENT_STATUS = {"Delivered": 64, "In Transit": 31, "Exception": 5}


def column(method: str, **parameters: Any) -> Column:
    """Return a column of the method with its parameters."""
    return {"method": method, "kwargs": parameters}


def columns(names: list[str], method: str, distincts: dict[str, Any]) -> Column:
    """Return columns whose values go together."""
    return {"method": method, "cols": names, "kwargs": {"distincts": distincts}}


def parts(pattern: str, *templates: Column) -> Column:
    """Return a column of texts: each "x" of the pattern is made by its template."""
    return column(
        "complex_distincts", pattern=pattern, replacement="x", templates=list(templates)
    )


def template(method: str, **parameters: Any) -> Column:
    """Return a part of a text, as the first versions write it."""
    return {"method": method, "parms": parameters}
