"""Example specs of correlated columns, and of texts from parts."""

from __future__ import annotations

from ._values import (
    CARRIERS,
    CURRENCIES,
    DEPARTMENTS,
    INVOICE_STATUS,
    SHIPMENT_STATUS,
    STATUS_PRIORITIES,
    column,
    columns,
    parts,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._values import Column, Spec

#: Models and years of a make.
_VEHICLES = {
    "Fiat": [["500", "Panda"], ["2021", "2022", "2023"]],
    "Renault": [["Clio", "Megane", "Zoe"], ["2020", "2022", "2024"]],
    "Volvo": [["EX30", "V60", "XC40"], ["2022", "2023", "2024"]],
}
_HOMES = {
    "Centre": ["Flat", "Loft"],
    "Harbour": ["Flat", "Townhouse"],
    "Hillside": ["House", "Townhouse"],
}
#: Treatments of a diagnosis, with weights.
_TREATMENTS = {
    "Asthma": [("Inhaler", 85), ("Hospital stay", 15)],
    "Fracture": [("Plaster", 70), ("Surgery", 30)],
    "Migraine": [("Medication", 60), ("Rest", 40)],
}


def _days(start: str, end: str) -> Column:
    return column("dates", start=start, end=end, date_format="%Y-%m-%d")


def _moments(start: str, end: str) -> Column:
    return column("unix_timestamps", start=start, end=end, date_format="%Y-%m-%d")


def _weighted(weights: dict[str, int]) -> Column:
    return column("distincts_prop", distincts=dict(weights))


class AdvancedRandSpecs:
    """Ten specs of columns that go together; each method returns a fresh dict.

    >>> from rand_engine.examples import AdvancedRandSpecs
    >>> AdvancedRandSpecs.vehicles()["make_model_year"]["cols"]
    ['make', 'model', 'year']
    """

    @classmethod
    def products(cls) -> Spec:
        """Products: stock keeping unit from parts, weighted category, rating."""
        return {
            "sku": parts("SKU-x", column("integers", min=10_000, max=99_999)),
            "product_name": column(
                "distincts", distincts=["Carpet", "Clock", "Mirror", "Sofa", "Vase"]
            ),
            "category": _weighted({"Living": 55, "Decoration": 45}),
            "price": column("floats", min=8.0, max=1_900.0, decimals=2),
            "stock": column("integers", min=0, max=300),
            "rating": column("floats_normal", mean=4.1, std=0.3, decimals=1),
        }

    @classmethod
    def orders(cls) -> Spec:
        """Orders: a currency with one of its countries."""
        return {
            "order_id": column("uuid4"),
            "order_date": _moments("2024-07-01", "2025-06-30"),
            "amount": column("floats", min=5.0, max=2_500.0, decimals=2),
            "status": _weighted({"Completed": 78, "Pending": 15, "Cancelled": 7}),
            "payment_method": column(
                "distincts", distincts=["Card", "Transfer", "Wallet"]
            ),
            "currency_country": columns(
                ["currency", "country"], "distincts_map", CURRENCIES
            ),
        }

    @classmethod
    def employees(cls) -> Spec:
        """Employees: a department with its levels and roles."""
        return {
            "employee_id": column("int_zfilled", length=7),
            "hire_date": _days("2014-01-01", "2025-06-30"),
            "salary": column("floats_normal", mean=56_000.0, std=9_500.0, decimals=2),
            "department_level_role": columns(
                ["department", "level", "role"], "distincts_multi_map", DEPARTMENTS
            ),
            "is_remote": column("booleans", true_prob=0.45),
            "performance_score": column("floats", min=0.0, max=10.0, decimals=1),
        }

    @classmethod
    def devices(cls) -> Spec:
        """Devices: a status with a weighted priority."""
        return {
            "device_id": column("uuid4"),
            "device_type": _weighted({"Meter": 60, "Camera": 25, "Gateway": 15}),
            "status_priority": columns(
                ["status", "priority"], "distincts_map_prop", STATUS_PRIORITIES
            ),
            "temperature": column("floats", min=-25.0, max=70.0, decimals=1),
            "battery_level": column("integers", min=0, max=100),
            "last_ping": _moments("2025-06-01", "2025-06-30"),
        }

    @classmethod
    def invoices(cls) -> Spec:
        """Invoices: number from a year and a counter."""
        return {
            "invoice_number": parts(
                "INV-x-x",
                column("distincts", distincts=["2024", "2025"]),
                column("int_zfilled", length=6),
            ),
            "issue_date": _days("2024-01-01", "2024-12-31"),
            "due_date": _days("2025-01-01", "2025-06-30"),
            "amount": column("floats", min=25.0, max=30_000.0, decimals=2),
            "status": _weighted(INVOICE_STATUS),
            "tax_rate": column("floats", min=0.0, max=25.0, decimals=1),
        }

    @classmethod
    def shipments(cls) -> Spec:
        """Shipments: a carrier with one of its countries."""
        return {
            "tracking_number": parts("PKG-x", column("int_zfilled", length=12)),
            "carrier_destination": columns(
                ["carrier", "destination"], "distincts_map", CARRIERS
            ),
            "weight": column("floats", min=0.1, max=70.0, decimals=2),
            "status": _weighted(SHIPMENT_STATUS),
            "ship_date": _days("2024-07-01", "2025-05-31"),
            "estimated_delivery": _days("2025-06-01", "2025-06-30"),
        }

    @classmethod
    def network_devices(cls) -> Spec:
        """Devices of a network: private addresses from four parts."""
        return {
            "device_id": column("uuid4"),
            "hostname": column("int_zfilled", length=6),
            "ip_address": parts(
                "x.x.x.x",
                column("distincts", distincts=["10"]),
                column("integers", min=0, max=63),
                column("integers", min=0, max=255),
                column("integers", min=1, max=254),
            ),
            "subnet": column(
                "distincts", distincts=["255.255.0.0", "255.255.240.0", "255.255.255.0"]
            ),
            "device_type": column(
                "distincts", distincts=["Access Point", "Firewall", "Router", "Switch"]
            ),
            "uptime_hours": column("floats_normal", mean=900.0, std=150.0, decimals=1),
            "is_active": column("booleans", true_prob=0.97),
        }

    @classmethod
    def vehicles(cls) -> Spec:
        """Vehicles: a make with its models and years; a plate from parts."""
        return {
            "vehicle_id": column("uuid4"),
            "license_plate": parts(
                "x-x",
                column("distincts", distincts=["AB", "CK", "DV", "ER", "HX"]),
                column("int_zfilled", length=5),
            ),
            "make_model_year": columns(
                ["make", "model", "year"], "distincts_multi_map", _VEHICLES
            ),
            "mileage": column("integers", min=0, max=240_000),
            "fuel_type": _weighted({"Petrol": 50, "Electric": 30, "Diesel": 20}),
            "is_active": column("booleans", true_prob=0.92),
        }

    @classmethod
    def real_estate(cls) -> Spec:
        """Homes: a part of town with its types of homes."""
        return {
            "property_id": column("uuid4"),
            "address": column("int_zfilled", length=4),
            "city_type": columns(["city", "type"], "distincts_map", _HOMES),
            "bedrooms": column("integers", min=1, max=6, int_type="int8"),
            "bathrooms": column("integers", min=1, max=3, int_type="int8"),
            "square_feet": column("integers", min=350, max=4_200),
            "price": column("floats_normal", mean=420_000.0, std=70_000.0, decimals=2),
            "is_available": column("booleans", true_prob=0.2),
        }

    @classmethod
    def healthcare(cls) -> Spec:
        """Patients: a diagnosis with a weighted treatment."""
        return {
            "patient_id": column("uuid4"),
            "age": column("integers", min=0, max=104, int_type="int8"),
            "diagnosis_treatment": columns(
                ["diagnosis", "treatment"], "distincts_map_prop", _TREATMENTS
            ),
            "admission_date": _days("2024-07-01", "2025-05-31"),
            "discharge_date": _days("2025-06-01", "2025-06-30"),
            "bill_amount": column("floats_normal", mean=3_800.0, std=700.0, decimals=2),
            "is_emergency": column("booleans", true_prob=0.3),
        }
