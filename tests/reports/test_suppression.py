"""From a table of counts nobody can tell a small group, whatever they compute from the totals."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from casework.reports.suppression import SMALLEST, suppress, with_totals

TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 300)), min_size=width, max_size=width),
        min_size=1,
        max_size=5,
    )
)


def given_away(shown):
    """The cells left out that the sums of rows and columns determine, for a reader who knows no more."""
    rows, columns = len(shown), len(shown[0])
    left_out = [(r, c) for r in range(rows) for c in range(columns) if shown[r][c] is None]
    place = {cell: i for i, cell in enumerate(left_out)}
    sums = [[((r, c), 1 if c < columns - 1 else -1) for c in range(columns)] for r in range(rows)]
    sums += [[((r, c), 1 if r < rows - 1 else -1) for r in range(rows)] for c in range(columns)]
    system = []
    for line in sums:
        equation = [Fraction(0)] * len(place)
        for cell, sign in line:
            if cell in place:
                equation[place[cell]] += sign
        system.append(equation)
    done = 0
    for column in range(len(place)):
        pivot = next((i for i in range(done, len(system)) if system[i][column]), None)
        if pivot is None:
            continue
        system[done], system[pivot] = system[pivot], system[done]
        first = system[done][column]
        system[done] = [value / first for value in system[done]]
        for i, equation in enumerate(system):
            if i != done and equation[column]:
                times = equation[column]
                system[i] = [a - times * b for a, b in zip(equation, system[done], strict=True)]
        done += 1
    return [c for c, i in place.items() if any(e[i] and sum(1 for value in e if value) == 1 for e in system)]


def _turned(table):
    return zip(*table, strict=True)


@given(TABLES)
@settings(max_examples=150, deadline=None)
def test_no_cell_under_five_is_shown_and_none_left_out_can_be_computed(counts):
    shown, table = suppress(counts), with_totals(counts)
    assert [v for row in shown for v in row if v is not None and v < SMALLEST] == []
    assert given_away(shown) == []
    for line, known in [*zip(table, shown, strict=True), *zip(_turned(table), _turned(shown), strict=True)]:
        left_out = [count for count, told in zip(line, known, strict=True) if told is None]
        assert not left_out or len(left_out) == len(line) or sum(left_out) >= SMALLEST


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_what_is_shown_is_true(counts):
    shown, table = suppress(counts), with_totals(counts)
    wrong = [
        (told, count)
        for row, true in zip(shown, table, strict=True)
        for told, count in zip(row, true, strict=True)
        if told not in (None, count)
    ]
    assert wrong == []


def test_with_one_small_cell_a_second_goes_with_it_in_its_row_and_column():
    assert suppress([[3, 40, 50], [20, 30, 40], [60, 70, 80]]) == [
        [None, None, 50, 93],
        [None, None, 40, 90],
        [60, 70, 80, 210],
        [83, 140, 170, 393],
    ]


def test_a_table_with_no_small_cell_is_shown_whole():
    assert suppress([[5, 6], [7, 8]]) == [[5, 6, 11], [7, 8, 15], [12, 14, 26]]


def test_fewer_than_five_in_all_are_left_out_whole():
    assert suppress([[1, 3]]) == [[None, None, None], [None, None, None]]


def test_the_elimination_of_this_test_finds_a_cell_that_is_given_away():
    assert given_away([[None, 40, 43], [20, 30, 50], [23, 70, 93]]) == [(0, 0)]
