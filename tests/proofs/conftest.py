"""What every proof may use: a count of what was tried and what held, and its full size behind `--full`."""

from collections.abc import Iterator

import pytest

from tests.proofs.proof import Proof

FINISHED = pytest.StashKey[list[str]]()


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    """Whether the proof runs at the size of `make prove`; else at the size of the suite."""
    return bool(request.config.getoption("--full"))


@pytest.fixture
def proof(request: pytest.FixtureRequest) -> Iterator[Proof]:
    """Named after the module: `proof.check(held, what)`; red at the end on any breach, and on none tried."""
    proof = Proof(request.module.__name__.rpartition("test_")[2])
    yield proof
    request.config.stash.setdefault(FINISHED, []).append(str(proof))
    proof.finish()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in terminalreporter.config.stash.get(FINISHED, []):
        terminalreporter.write_line(line)
