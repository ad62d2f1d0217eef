"""Example specs of methods that both DataGenerator and Spark have."""

from __future__ import annotations

from ._values import CITIES, NAMES, column

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._values import Column, Spec


def _days(start: str, end: str) -> Column:
    return column("dates", start=start, end=end, date_format="%Y-%m-%d")


def _moments(start: str, end: str) -> Column:
    return column("unix_timestamps", start=start, end=end, date_format="%Y-%m-%d")


def _integers(least: int, greatest: int) -> Column:
    return column("integers", min=least, max=greatest, int_type="int32")


def _floats(least: float, greatest: float, decimals: int = 2) -> Column:
    return column("floats", min=least, max=greatest, decimals=decimals)


def _normal(mean: float, std: float, decimals: int = 2) -> Column:
    return column("floats_normal", mean=mean, std=std, decimals=decimals)


def _one_of(*values: Any) -> Column:
    return column("distincts", distincts=list(values))


def _weighted(**weights: int) -> Column:
    return column("distincts_prop", distincts=weights)


def _flag(probability: float) -> Column:
    return column("booleans", true_prob=probability)


class CommonRandSpecs:
    """Ten specs of plain columns; each method returns a fresh dict.

    >>> from rand_engine.examples import CommonRandSpecs
    >>> list(CommonRandSpecs.sensors())[:3]
    ['sensor_id', 'device_name', 'temperature']
    """

    @classmethod
    def customers(cls) -> Spec:
        """Customers: age, city, what they spent, since when."""
        return {
            "customer_id": column("uuid4"),
            "age": _integers(18, 90),
            "city": _one_of(*CITIES),
            "total_spent": _normal(1250.0, 400.0),
            "is_premium": _flag(0.12),
            "registration_date": _days("2019-01-01", "2025-06-30"),
        }

    @classmethod
    def products(cls) -> Spec:
        """Products: stock keeping unit, name, price, stock, category."""
        return {
            "product_id": column("uuid4"),
            "sku": column("int_zfilled", length=8),
            "name": _one_of(
                "Desk Lamp",
                "Espresso Machine",
                "Hiking Backpack",
                "Notebook A5",
                "Rain Jacket",
                "Running Shoes",
                "Thermos Bottle",
                "Wireless Earbuds",
            ),
            "price": _floats(2.5, 899.0),
            "stock_quantity": _integers(0, 750),
            "category": _weighted(Home=35, Outdoor=30, Office=20, Electronics=15),
            "is_active": _flag(0.9),
        }

    @classmethod
    def orders(cls) -> Spec:
        """Orders: customer, amount, time, status, way of payment."""
        return {
            "order_id": column("uuid4"),
            "customer_id": column("uuid4"),
            "amount": _normal(140.0, 35.0),
            "order_timestamp": _moments("2024-07-01", "2025-06-30"),
            "status": _weighted(delivered=62, shipped=20, paid=12, returned=6),
            "payment_method": _one_of("card", "bank_transfer", "pix", "wallet"),
        }

    @classmethod
    def transactions(cls) -> Spec:
        """Transactions of accounts: amount, kind, time, fee."""
        return {
            "transaction_id": column("uuid4"),
            "account_id": column("uuid4"),
            "amount": _floats(1.0, 7500.0),
            "transaction_type": _one_of("deposit", "payment", "transfer", "withdrawal"),
            "timestamp": _moments("2025-01-01", "2025-06-30"),
            "is_approved": _flag(0.97),
            "fee": _floats(0.0, 12.0),
        }

    @classmethod
    def employees(cls) -> Spec:
        """Employees: department, position, salary, since when, score."""
        return {
            "employee_id": column("uuid4"),
            "department": _weighted(Engineering=45, Sales=25, Support=20, Finance=10),
            "position": _one_of("Analyst", "Engineer", "Lead", "Manager", "Specialist"),
            "salary": _normal(58_000.0, 11_000.0),
            "hire_date": _days("2012-03-01", "2025-06-30"),
            "age": _integers(20, 67),
            "is_remote": _flag(0.4),
            "performance_score": _floats(0.0, 10.0, decimals=1),
        }

    @classmethod
    def sensors(cls) -> Spec:
        """Readings of sensors: temperature, humidity, battery, time."""
        return {
            "sensor_id": column("uuid4"),
            "device_name": column("int_zfilled", length=6),
            "temperature": _normal(21.5, 4.0, decimals=1),
            "humidity": _floats(20.0, 95.0, decimals=1),
            "battery_level": _integers(0, 100),
            "timestamp": _moments("2025-06-01", "2025-06-30"),
            "is_online": _flag(0.98),
        }

    @classmethod
    def users(cls) -> Spec:
        """Users of an application: plan, logins, since when."""
        return {
            "user_id": column("uuid4"),
            "username": column("int_zfilled", length=10),
            "signup_date": _days("2021-01-01", "2025-06-30"),
            "login_count": _integers(0, 2500),
            "subscription_plan": _weighted(free=70, basic=18, premium=9, enterprise=3),
            "is_active": _flag(0.75),
            "engagement_score": _floats(0.0, 100.0, decimals=1),
        }

    @classmethod
    def events(cls) -> Spec:
        """Events of a system: kind, time, duration, severity."""
        return {
            "event_id": column("uuid4"),
            "event_type": _one_of(
                "api_call", "backup", "deploy", "login", "logout", "upload"
            ),
            "timestamp": _moments("2025-06-01", "2025-06-30"),
            "duration_ms": _integers(1, 30_000),
            "is_error": _flag(0.04),
            "severity": _weighted(info=82, warning=12, error=5, critical=1),
        }

    @classmethod
    def sales(cls) -> Spec:
        """Sales: product, amount, quantity, who sold it, when."""
        return {
            "transaction_id": column("uuid4"),
            "sale_id": column("int_zfilled", length=10),
            "product_id": column("int_zfilled", length=8),
            "amount": _normal(320.0, 60.0),
            "quantity": _integers(1, 24),
            "sales_rep": _one_of(*NAMES[:8]),
            "sale_date": _days("2024-07-01", "2025-06-30"),
            "is_wholesale": _flag(0.25),
        }

    @classmethod
    def devices(cls) -> Spec:
        """Devices: serial number, firmware, time in use, status."""
        return {
            "device_id": column("uuid4"),
            "serial_number": column("int_zfilled", length=12),
            "firmware_version": _one_of("2.4.1", "2.5.0", "3.0.0", "3.0.2"),
            "uptime_hours": _normal(1400.0, 300.0, decimals=1),
            "status": _weighted(online=88, offline=6, maintenance=4, error=2),
            "is_critical": _flag(0.08),
            "last_seen": _moments("2025-06-25", "2025-06-30"),
        }
