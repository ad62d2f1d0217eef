"""Example specs of one kind of thing each, six columns or so."""

from __future__ import annotations

from ._values import (
    CARRIERS,
    CURRENCIES,
    DEPARTMENTS,
    INVOICE_STATUS,
    NAMES,
    SHIPMENT_STATUS,
    STATUS_PRIORITIES,
    column,
    columns,
    parts,
    template,
)
from .common_rand_specs import CommonRandSpecs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._values import Column, Spec


def _moments(start: str, end: str) -> Column:
    return column("unix_timestamps", start=start, end=end, format="%Y-%m-%d")


class RandSpecs(CommonRandSpecs):
    """Ten specs to start from; each method returns a fresh dict, to be changed at will.

    Besides them ``sensors`` and ``sales``, as CommonRandSpecs has them.

    >>> from rand_engine import RandSpecs
    >>> list(RandSpecs.customers())
    ['customer_id', 'name', 'age', 'email', 'is_active', 'account_balance']

    They are functions that return a spec, which DataGenerator takes as they are:
    ``DataGenerator(RandSpecs.customers, seed=42).size(1000).get_df()``.
    """

    @classmethod
    def customers(cls) -> Spec:
        """Customers: unique number, name, age, domain of the email, balance."""
        return {
            "customer_id": column("unique_ids", strategy="zint", length=9),
            "name": column("distincts", distincts=list(NAMES)),
            "age": column("integers", min=18, max=92),
            "email": column(
                "distincts",
                distincts=["example.com", "example.net", "example.org", "mail.example"],
            ),
            "is_active": column("booleans", true_prob=0.8),
            "account_balance": column("floats", min=0, max=25_000, round=2),
        }

    @classmethod
    def products(cls) -> Spec:
        """Products: stock keeping unit from parts, weighted category, rating."""
        return {
            "sku": parts("SKU-x", template("int_zfilled", length=6)),
            "product_name": column(
                "distincts",
                distincts=[
                    "Armchair",
                    "Blender",
                    "Bookshelf",
                    "Kettle",
                    "Novel",
                    "Puzzle",
                ],
            ),
            "category": column(
                "distincts_prop", distincts={"Kitchen": 45, "Furniture": 35, "Books": 20}
            ),
            "price": column("floats", min=4, max=650, round=2),
            "stock": column("integers", min=0, max=1500),
            "rating": column("floats_normal", mean=3.9, std=0.4, round=1),
        }

    @classmethod
    def orders(cls) -> Spec:
        """Orders: date, amount, status, and a currency with one of its countries."""
        return {
            "order_id": column("unique_ids", strategy="uuid4"),
            "order_date": _moments("2024-01-01", "2025-06-30"),
            "amount": column("floats", min=5, max=3_000, round=2),
            "status": column(
                "distincts_prop",
                distincts={"Completed": 75, "Pending": 18, "Cancelled": 7},
            ),
            "payment_method": column(
                "distincts", distincts=["Bank Transfer", "Card", "Cash", "Wallet"]
            ),
            "currency_country": columns(
                ["currency", "country"], "distincts_map", CURRENCIES
            ),
        }

    @classmethod
    def transactions(cls) -> Spec:
        """Transactions: unique number, time, amount (negative too), kind, currency."""
        return {
            "transaction_id": {"method": "unique_ids", "args": ["zint", 10]},
            "timestamp": {
                "method": "unix_timestamps",
                "args": ["2024-01-01", "2025-06-30", "%Y-%m-%d"],
            },
            "amount": column("integers", min=-2_500, max=8_000),
            "type": column(
                "distincts_prop", distincts={"Payment": 55, "Deposit": 25, "Transfer": 20}
            ),
            "currency": column("distincts", distincts=sorted(CURRENCIES)),
            "description": column(
                "distincts",
                distincts=["Groceries", "Insurance", "Rent", "Salary", "Subscription"],
            ),
        }

    @classmethod
    def employees(cls) -> Spec:
        """Employees: hire date, salary, and a department with its levels and roles."""
        return {
            "employee_id": column("unique_ids", strategy="zint", length=8),
            "hire_date": _moments("2015-01-01", "2025-06-30"),
            "salary": column("floats_normal", mean=54_000, std=9_000, round=2),
            "department_level_role": columns(
                ["department", "level", "role"], "distincts_multi_map", DEPARTMENTS
            ),
            "is_remote": column("booleans", true_prob=0.35),
            "bonus": column("floats", min=0, max=12_000, round=2),
        }

    @classmethod
    def devices(cls) -> Spec:
        """Devices: type, status with a weighted priority, readings, last sign of life."""
        return {
            "device_id": column("unique_ids", strategy="uuid1"),
            "device_type": column(
                "distincts_prop", distincts={"Sensor": 60, "Camera": 25, "Gateway": 15}
            ),
            "status_priority": columns(
                ["status", "priority"], "distincts_map_prop", STATUS_PRIORITIES
            ),
            "temperature": column("floats", min=-20, max=60, round=1),
            "battery": column("integers", min=0, max=100, int_type="int8"),
            "last_ping": _moments("2025-06-01", "2025-06-30"),
        }

    @classmethod
    def users(cls) -> Spec:
        """Users: unique number, name, weighted plan, sign-up date, logins."""
        return {
            "user_id": column("unique_ids", strategy="zint", length=9),
            "username": column(
                "distincts",
                distincts=["bluebird", "codewright", "kestrel", "nightowl", "tinkerer"],
            ),
            "plan": column(
                "distincts_prop", distincts={"free": 68, "pro": 27, "enterprise": 5}
            ),
            "signup_date": _moments("2021-01-01", "2025-06-30"),
            "login_count": column("floats_normal", mean=120, std=30, round=0),
            "is_verified": column("booleans", true_prob=0.7),
        }

    @classmethod
    def invoices(cls) -> Spec:
        """Invoices: number from a year and a counter, dates, amount, status, tax rate."""
        return {
            "invoice_number": parts(
                "INV-x-x",
                template("distincts", distincts=["2024", "2025"]),
                template("int_zfilled", length=6),
            ),
            "issue_date": _moments("2024-01-01", "2024-12-31"),
            "due_date": _moments("2025-01-01", "2025-06-30"),
            "amount": column("floats", min=20, max=40_000, round=2),
            "status": column("distincts_prop", distincts=dict(INVOICE_STATUS)),
            "tax_rate": column("floats", min=0, max=25, round=1),
        }

    @classmethod
    def shipments(cls) -> Spec:
        """Shipments: tracking number, a carrier with one of its countries, weight, dates."""
        return {
            "tracking_number": parts("PKG-x", template("int_zfilled", length=12)),
            "carrier_destination": columns(
                ["carrier", "destination"], "distincts_map", CARRIERS
            ),
            "weight": column("floats", min=0, max=70, round=2),
            "status": column("distincts_prop", distincts=dict(SHIPMENT_STATUS)),
            "ship_date": _moments("2024-01-01", "2025-05-31"),
            "estimated_delivery": _moments("2025-06-01", "2025-06-30"),
        }

    @classmethod
    def events(cls) -> Spec:
        """Events: time, weighted type and severity, source, message."""
        return {
            "event_id": column("unique_ids", strategy="uuid4"),
            "timestamp": _moments("2025-06-01", "2025-06-30"),
            "event_type": column(
                "distincts_prop",
                distincts={"INFO": 70, "WARNING": 20, "ERROR": 9, "CRITICAL": 1},
            ),
            "severity": column(
                "distincts_prop", distincts={"Low": 75, "Medium": 20, "High": 5}
            ),
            "source": column(
                "distincts", distincts=["Billing", "Gateway", "Search", "Web"]
            ),
            "message": column(
                "distincts",
                distincts=[
                    "Cache refreshed",
                    "Disk almost full",
                    "Job done",
                    "Retry failed",
                ],
            ),
        }
