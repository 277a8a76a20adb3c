"""The workflows as pages of the documentation."""

from collections.abc import Iterable

from casework.lib.transitions import Workflow


def workflows_page(workflows: Iterable[Workflow]) -> str:
    """A Markdown page with a diagram and a table for each workflow."""
    parts = [
        "# Workflows",
        "",
        "Made by `manage.py status_diagrams` from the tables in each part's `statuses.py`; do not edit.",
        "Each step names the permission it takes, what it requires and who must approve.",
    ]
    for workflow in workflows:
        parts += ["", f"## {workflow.subject}", "", "```mermaid", workflow.mermaid(), "```", ""]
        parts += ["| from | to | permission | requires | approved by |", "| --- | --- | --- | --- | --- |"]
        parts += [
            f"| {t.source} | {t.target} | {t.permission} | {t.requires.replace('_', ' ')} | {t.approval} |"
            for t in workflow.transitions
        ]
    return "\n".join(parts) + "\n"
