"""Counts what a person does in a journey: a tap, a key, a field that is filled. See docs/journeys.md."""

from pathlib import Path

from playwright.sync_api import Locator, Page

KEPT = Path(__file__).resolve().parents[2] / "docs" / "journeys.md"


class Journey:
    """One way through the program, in a page."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name, self.actions = page, name, 0

    def tap(self, what: Locator) -> None:
        self.actions += 1
        what.click()

    def fill(self, field: Locator, text: str) -> None:
        self.actions += 1
        field.fill(text)

    def write(self, text: str) -> None:
        """Where the cursor stands already."""
        self.actions += 1
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        self.actions += 1
        self.page.keyboard.press(key)

    def follow(self, key: str) -> None:
        """A key that leads to another page; the next key is for that page, whose scripts have run."""
        with self.page.expect_navigation():
            self.press(key)

    def is_as_kept(self) -> None:
        """Print the count, and compare it with the page that keeps it."""
        print(f"{self.name}: {self.actions} actions")
        assert f"| {self.name} | {self.actions} |" in KEPT.read_text(), f"{self.name}: {self.actions}"
