"""The second implementation of distributions: densities cut into cells.

See make_known_answers.py. The order of the floating-point operations is that of the
engine, as it decides the last bits; Python's floats are IEEE 754 doubles.
"""

import functools
import math

from known_answer_draws import AliasTable, mix, scale, whole_weights
from known_answers_of_rand_engine import natural_log, polynomial

INFINITY = math.inf
SERIES = [1.0 / math.factorial(n) for n in range(14)]
LOG_HIGH = float.fromhex("0x1.62e42fee00000p-1")
LOG_LOW = float.fromhex("0x1.a39ef35793c76p-33")
LOG_OF_TWO_PI = 1.837877066409345483560


def exponential(x):
    if x < -700:
        return 0.0
    k = int(x / 0.693147180559945309417 + (-0.5 if x < 0 else 0.5))
    rest = (x - k * LOG_HIGH) - k * LOG_LOW
    return polynomial(SERIES, rest) * 2.0**k


def deviance(x, m):
    difference, total = x - m, x + m
    if abs(difference) >= 0.1 * total:
        return x * natural_log(x / m) + m - x
    v = difference / total
    result, term = difference * v, 2 * x * v
    for odd in range(3, 40, 2):
        term *= v * v
        result += term / odd
    return result


def stirling_error(x):
    square = x * x
    inner = 1.0 / 360 - (1.0 / 1260 - 1.0 / 1680 / square) / square
    return (1.0 / 12 - inner / square) / x


def log_poisson(k, mean):
    if k >= 16:
        half = 0.5 * (LOG_OF_TWO_PI + natural_log(k))
        return -deviance(k, mean) - stirling_error(k) - half
    product = 1.0
    for i in range(1, 17):
        product *= k + i
    far = k + 16
    log_far = far * natural_log(far) - far + 0.5 * (LOG_OF_TWO_PI + natural_log(far))
    log_far += stirling_error(far)
    return k * natural_log(mean) - mean - log_far + natural_log(product)


class Density:
    """Of kind, scale and shape; `whole` and `fraction` are the origin, in codes."""

    def __init__(self, kind, scale, shape, whole, fraction, last):
        self.kind, self.scale, self.shape = kind, scale, shape
        self.whole, self.fraction = whole, fraction
        self.support = {"normal": -INFINITY, "poisson": -0.5, "zipf": 0.5}.get(kind, 0.0)
        self.counts = kind in ("poisson", "zipf")
        self.mode = {
            "lognormal": lambda: scale * exponential(max(-shape * shape, -700.0)),
            "gamma": lambda: max(0.0, shape - 1) * scale,
            "poisson": lambda: max(0.0, shape - 0.5),
            "zipf": lambda: 1.0,
        }.get(kind, lambda: 0.0)()
        self.log_scale = natural_log(scale) if kind == "lognormal" else 0.0
        begin, end = self.interval(0, last)
        point = scale if kind == "lognormal" else self.mode
        self.peak = min(max(point, begin), max(begin, end))
        if kind == "gamma" and shape < 1:
            self.peak = max(self.peak, min(scale, 0.5 * end))
        at_peak = self.raw_log(self.peak)
        self.at_peak = at_peak if math.isfinite(at_peak) else 0.0

    def distance(self, code):
        return float(code - self.whole) - self.fraction

    def interval(self, first, last):
        return max(self.distance(first) - 0.5, self.support), self.distance(last) + 0.5

    def raw_log(self, y):
        if self.kind == "normal":
            return -0.5 * ((y - self.peak) / self.scale) * ((y + self.peak) / self.scale)
        if self.kind == "exponential":
            return -(y - self.peak) / self.scale
        if self.kind == "lognormal":
            if y <= 0:
                return -INFINITY
            log = natural_log(max(y, 1e-300))
            deviations = (log - self.log_scale) / self.shape
            return -0.5 * deviations * deviations - log
        if self.kind == "gamma":
            t, power = y / self.scale, self.shape - 1
            if power == 0:
                return -t
            if t <= 1e-300:
                return -INFINITY if power > 0 else INFINITY
            return -deviance(power, t) if power > 0 else power * natural_log(t) - t
        if self.kind == "poisson":
            return log_poisson(y, self.shape)
        return -self.shape * natural_log(y)

    def log(self, y):
        return self.raw_log(y) - self.at_peak

    def logs_between(self, begin, end):
        if end <= begin:
            return -INFINITY, -INFINITY
        left, right = self.log(begin), self.log(end)
        high = max(left, right)
        if begin < self.mode < end:
            high = max(self.log(self.mode), high)
        return min(left, right), high

    def logs_over(self, first, last):
        low, high = self.logs_between(*self.interval(first, last))
        return (-INFINITY if self.distance(first) - 0.5 < self.support else low), high

    def legendre(self, begin, end):
        middle, half = 0.5 * (begin + end), 0.5 * (end - begin)
        total = 0.568888888888888888889 * exponential(self.log(middle))
        for point, weight in (
            (0.538469310105683091036, 0.478628670499366468041),
            (0.906179845938663992798, 0.236926885056189087514),
        ):
            offset = point * half
            total += weight * (
                exponential(self.log(middle - offset))
                + exponential(self.log(middle + offset))
            )
        return total * half

    def integral(self, begin, end, negligible, splits):
        low, high = self.logs_between(begin, end)
        if upper_bound(high, end - begin) < negligible:
            return 0.0
        if high == INFINITY and end <= 1e-9 * self.scale:
            return end * exponential(self.log(end)) / self.shape
        if high - low <= 0.25 or splits == 0:
            return self.legendre(begin, end)
        middle = 0.5 * (begin + end)
        return self.integral(begin, middle, negligible, splits - 1) + self.integral(
            middle, end, negligible, splits - 1
        )

    def mass(self, first, last, negligible):
        if not self.counts or last - first >= 32:
            return self.integral(*self.interval(first, last), negligible, 120)
        total = 0.0
        for code in range(first, last + 1):
            y = self.distance(code)
            if y > self.support:
                total += exponential(self.log(y))
        return total


def upper_bound(high, width):
    return 0.0 if high == -INFINITY else exponential(min(high, 700.0)) * width


def width(first, last):
    return float(last - first) + 1


class Cutter:
    def __init__(self, density, last):
        self.density, self.cells = density, []
        self.one_by_one = last < 4096
        self.total = self.measure(0, last)
        if self.total > 0:
            self.split(0, last)

    def measure(self, first, last):
        low, high = self.density.logs_over(first, last)
        if upper_bound(high, width(first, last)) < 1e-30:
            return 0.0
        if first == last or high - low <= 0.5:
            return self.density.mass(first, last, 1e-30)
        middle = first + (last - first) // 2
        return self.measure(first, middle) + self.measure(middle + 1, last)

    def split(self, first, last):
        low, high = self.density.logs_over(first, last)
        most = upper_bound(high, width(first, last)) / self.total
        if most < 2.0**-62:
            return
        variation = high - low
        flat = (
            not self.one_by_one
            and variation <= 1 / 16
            and variation * most / 8 <= 2.0**-27
        )
        if first == last or flat:
            mass = self.density.mass(first, last, self.total * 2.0**-62)
            self.cells.append((first, last, mass))
            return
        middle = first + (last - first) // 2
        self.split(first, middle)
        self.split(middle + 1, last)


class CellTable:
    """Draws a code by cells (first, last, weight)."""

    def __init__(self, cells, keep_small):
        self.cells = cells
        weights = [weight for _, _, weight in cells]
        if keep_small:
            scaled = whole_weights(weights)
        else:
            total = 0.0
            for weight in weights:
                total += weight
            scaled = [int(weight / total * 2.0**62) for weight in weights]
        self.table = AliasTable(scaled)
        self.single = all(first == last for first, last, _ in cells)

    def pick(self, bits):
        first, last, _ = self.cells[self.table.pick(bits)]
        if self.single:
            return first
        hashed = mix(bits ^ 0x9E3779B97F4A7C15)
        return first + (hashed * (last - first + 1) >> 64)


@functools.cache
def density_cells(kind, scale, shape, whole, fraction, size):
    """Of the codes [0, size)."""
    density = Density(kind, scale, shape, whole, fraction, size - 1)
    return tuple(Cutter(density, size - 1).cells)


@functools.cache
def cell_table(cells, keep_small):
    return CellTable(cells, keep_small)


class Axis:
    """What a distribution's numbers mean: `point` gives whole steps and the fraction."""

    def __init__(self, point, length, zero=0):
        self.point, self.length, self.zero = point, length, zero


def cells_of(distribution, axis, first, last):
    """The cells of a distribution given in JSON over the steps from first to last."""
    if isinstance(distribution, str):
        distribution = {"name": distribution}
    name, size = distribution["name"], last - first + 1
    if name == "uniform":
        return ((0, size - 1, 1.0),)
    if name == "weighted":
        values = distribution.get("values")
        steps = [axis.point(v)[0] for v in values] if values else range(first, last + 1)
        sums = {}
        for step, weight in zip(steps, distribution["weights"], strict=True):
            sums[step] = sums.get(step, 0.0) + float(weight)
        inside = sorted(step for step in sums if first <= step <= last)
        return tuple((s - first, s - first, sums[s]) for s in inside if sums[s] > 0)
    if name == "histogram":
        return histogram_cells(distribution, axis, first, last)
    length = {
        key: max(float(axis.length(distribution[key])), 1e-6)
        for key in ("std", "median", "scale", "mean")
        if key in distribution and (key != "mean" or name == "exponential")
    }
    start = axis.point(distribution["start"]) if "start" in distribution else None
    whole, fraction = start or (axis.zero, 0.0)
    if name == "normal":
        middle = first + (size - 1) // 2, 0.5 * ((size - 1) % 2)
        whole, fraction = (
            axis.point(distribution["mean"]) if "mean" in distribution else middle
        )
        spread = max(float(size - 1) / 6, 1e-6)
        shape = ("normal", length.get("std", spread), 0.0)
    elif name == "lognormal":
        shape = ("lognormal", length["median"], float(distribution["sigma"]))
    elif name == "exponential":
        shape = ("exponential", length["mean"], 1.0)
    elif name == "gamma":
        shape = ("gamma", length["scale"], float(distribution["shape"]))
    elif name == "poisson":
        whole, fraction = 0, 0.0
        shape = ("poisson", 1.0, float(distribution["mean"]))
    else:
        whole, fraction = first - 1, 0.0
        shape = ("zipf", 1.0, float(distribution.get("exponent", 1)))
    return density_cells(*shape, whole - first, fraction, size)


def histogram_cells(distribution, axis, first, last):
    edges = [axis.point(edge) for edge in distribution["edges"]]
    cells = []
    for i, weight in enumerate(distribution["weights"]):
        (begin, part), (end, end_part) = edges[i], edges[i + 1]
        low = begin + (part > 0)
        high = end if i + 2 == len(edges) or end_part > 0 else end - 1
        inside = max(low, first), min(high, last)
        if inside[0] > inside[1] or float(weight) == 0:
            continue
        share = float(inside[1] - inside[0] + 1) / float(high - low + 1)
        cells.append((inside[0] - first, inside[1] - first, float(weight) * share))
    return tuple(cells)


def distributed_code(distribution, axis, first, last, bits):
    """The code of one draw; None is uniform."""
    name = (
        distribution
        if isinstance(distribution, str)
        else (distribution or {}).get("name")
    )
    if name in (None, "uniform"):
        return scale(bits, last - first + 1)
    cells = cells_of(distribution, axis, first, last)
    return cell_table(cells, name in ("weighted", "histogram")).pick(bits)
