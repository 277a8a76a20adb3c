"""Tables of counts from which nobody can tell a small group.

Cells under five are left out, and so are as many others as it takes that none of them can be computed from the
totals. Knows no database.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

SMALLEST = 5
Table = list[list[int]]
Shown = list[list[int | None]]
_Cell = tuple[int, int]


def with_totals(counts: Sequence[Sequence[int]]) -> Table:
    """The table with a last column of row totals, and a last row of column totals."""
    rows = [[*row, sum(row)] for row in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def suppress(counts: Sequence[Sequence[int]]) -> Shown:
    """The table `with_totals`; None for what is left out.

    What is left out is at least two cells in each row and column that lacks any, five people or more together, and
    never alone on a path by which the sums would give it away. A table with fewer than five people in it is left
    out whole.
    """
    table = with_totals(counts)
    if table[-1][-1] < SMALLEST:
        return [[None for _cell in row] for row in table]
    hidden = {(r, c) for r, row in enumerate(table) for c, count in enumerate(row) if count < SMALLEST}
    while (line := _unsafe(table, hidden)) is not None:
        more = [cell for cell in line if cell not in hidden]
        hidden.add(min(more, key=lambda cell: table[cell[0]][cell[1]]))
    return [[None if (r, c) in hidden else count for c, count in enumerate(row)] for r, row in enumerate(table)]


def _unsafe(table: Table, hidden: set[_Cell]) -> list[_Cell] | None:
    """The cells of a row or column from which what is left out could be computed; None where there is none."""
    for line in _lines(table):
        missing = [cell for cell in line if cell in hidden]
        too_few = len(missing) == 1 or sum(table[r][c] for r, c in missing) < SMALLEST
        if missing and too_few and len(missing) < len(line):
            return line
    for r, c in _given_away(hidden):
        row = [(r, other) for other in range(len(table[0]))]
        column = [(other, c) for other in range(len(table))]
        for line in (row, column):
            if not hidden.issuperset(line):
                return line
    return None


def _lines(table: Table) -> list[list[_Cell]]:
    rows = [[(r, c) for c in range(len(table[0]))] for r in range(len(table))]
    return rows + [list(column) for column in zip(*rows, strict=True)]


def _given_away(hidden: set[_Cell]) -> list[_Cell]:
    """The cells that the sums determine: in the graph of rows and columns whose edges are the cells left out, they
    lie on no circle.

    A walk into the depth leaves edges that lead back to where it came from: what none of them bridges is on none.
    """
    above, order = _walk(hidden)
    bridged: Counter[int] = Counter()
    for r, c in hidden:
        if above[r] != ~c and above[~c] != r:
            bridged[max(r, ~c, key=order.__getitem__)] += 1
            bridged[min(r, ~c, key=order.__getitem__)] -= 1
    found = []
    for node in reversed(order):
        if bridged[node] == 0 and above[node] != node:
            r, other = max(node, above[node]), min(node, above[node])
            found.append((r, ~other))
        bridged[above[node]] += bridged[node]
    return sorted(found)


def _walk(hidden: set[_Cell]) -> tuple[dict[int, int], dict[int, int]]:
    """Of each row r and column ~c: from where it was reached, itself where the walk began; and as which one."""
    beside: defaultdict[int, list[int]] = defaultdict(list)
    for r, c in hidden:
        beside[r].append(~c)
        beside[~c].append(r)
    above: dict[int, int] = {}
    for root in beside:
        ahead = [(root, root)]
        while ahead:
            node, before = ahead.pop()
            if node not in above:
                above[node] = before
                ahead += [(other, node) for other in beside[node] if other not in above]
    return above, {node: number for number, node in enumerate(above)}
