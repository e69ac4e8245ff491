"""Everything about the grades in one table: for any spreadsheet, as CSV or as an Excel book."""

from collections.abc import Sequence
from io import BytesIO

from harness.export.grades import Row
from harness.export.tables import written
from harness.model.errors import MachineError
from harness.reports.csvgrades import harmless
from harness.reports.rubric import rubric
from harness.reports.words import points

Cell = str | float | None
_KNOWN = ("name", "id", "sis", "login", "email", "section")


def plain(rows: Sequence[Row], column: str) -> str:
    """The table as CSV, the grade under ``column``."""
    return written([_text(cell) for cell in line] for line in _lines(rows, column))


def excel(rows: Sequence[Row], column: str) -> bytes:
    """The table as an Excel book.  Raises MachineError without the library that writes it."""
    try:
        from openpyxl import Workbook
    except ImportError:
        raise MachineError("openpyxl is not installed: pip install 'callsheet[excel]'") from None
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Grades")
    sheet.freeze_panes = "B2"
    for line in _lines(rows, column):
        sheet.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(rows: Sequence[Row], column: str) -> list[list[Cell]]:
    items = [item.id for item in rubric([row.result for row in rows])]
    heading: list[Cell] = ["student", *_KNOWN[1:], harmless(column), "max", "score", "extra"]
    heading += ["late taken", *map(harmless, items), "note"]
    return [heading, *(_line(row, items) for row in rows)]


def _line(row: Row, items: list[str]) -> list[Cell]:
    result = row.result
    earned = {item.id: item.points for item in result.items}
    taken = result.standing.taken if result.standing else 0.0
    note = "; ".join(filter(None, ("excused" if row.excused else "", row.why, row.note)))
    return [
        *(harmless(getattr(row.student, name)) for name in _KNOWN),
        row.grade,
        result.max,
        result.score,
        result.extra,
        taken,
        *(earned.get(item) for item in items),
        harmless(note),
    ]


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else points(cell)
