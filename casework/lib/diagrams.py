"""The workflows and the roles as pages of the documentation."""

from collections.abc import Iterable, Mapping

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


def roles_page(
    permissions_by_role: Mapping[str, frozenset[str]],
    duties: Iterable[tuple[str, str, str]],
    exclusive: Iterable[str],
) -> str:
    """A Markdown page: which role holds which permission, and what takes two people (kind, proposes, approves)."""
    roles = list(permissions_by_role)
    permissions = sorted({p for held in permissions_by_role.values() for p in held})
    parts = [
        "# Roles",
        "",
        "Made by `manage.py status_diagrams` from `casework/access.py`; do not edit.",
        "",
        "| permission | " + " | ".join(role.replace("_", " ") for role in roles) + " |",
        "| --- |" + " :-: |" * len(roles),
        *(
            f"| {permission} | "
            + " | ".join("×" if permission in permissions_by_role[role] else "" for role in roles)
            + " |"
            for permission in permissions
        ),
        "",
        f"One user holds at most one of: {', '.join(sorted(exclusive)).replace('_', ' ')}.",
        "",
        "## What takes two people",
        "",
        "| what | one proposes, holding | another approves, holding |",
        "| --- | --- | --- |",
        *(f"| {kind} | {propose} | {approve} |" for kind, propose, approve in duties),
    ]
    return "\n".join(parts) + "\n"
