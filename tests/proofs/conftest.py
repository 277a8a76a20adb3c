"""What every proof may use: a count of what was tried and what held, and its full size behind `--full`."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.proofs.proof import Proof

FINISHED = pytest.StashKey[list[tuple[str, int, int]]]()


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    """Whether the proof runs at the size of `make prove`; else at the size of the suite."""
    return bool(request.config.getoption("--full"))


@pytest.fixture
def proof(request: pytest.FixtureRequest) -> Iterator[Proof]:
    """Named after the module: `proof.check(held, what)`; red at the end on any breach, and on none tried."""
    proof = Proof(request.module.__name__.rpartition("test_")[2])
    yield proof
    held = proof.tried - len(proof.breaches)
    request.config.stash.setdefault(FINISHED, []).append((proof.name, held, proof.tried))
    proof.finish()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where several processes share the work, each hands on what it counted."""
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["proofs"] = session.config.stash.get(FINISHED, [])


def pytest_testnodedown(node: Any) -> None:
    counted = getattr(node, "workeroutput", {}).get("proofs", [])
    node.config.stash.setdefault(FINISHED, []).extend(tuple(one) for one in counted)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each proof, of all its tests together."""
    finished = terminalreporter.config.stash.get(FINISHED, [])
    for name in sorted({name for name, _held, _tried in finished}):
        held, tried = (sum(one[part] for one in finished if one[0] == name) for part in (1, 2))
        terminalreporter.write_line(f"prove {name}: {held}/{tried}")
