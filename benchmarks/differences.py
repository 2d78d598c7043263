"""Central differences over every parameter of a network: the table's rows of `benchmarks.central_difference`."""

from benchmarks import central_difference
from benchmarks.table import Row, at_least
from benchmarks.timing import shown


def measure() -> list[Row]:
    """Kudari's `central` against a NumPy loop over the parameters."""
    return [
        at_least(
            50,
            row["times_faster"],
            what=f"a gradient by central differences, {row['parameters']:,} parameters, {row['inputs']}",
            kudari=shown(row["kudari_seconds"]),
            other=f"NumPy loop ({row['numpy_threads']}): {shown(row['numpy_seconds'])}",
        )
        for row in central_difference.measure()
    ]
