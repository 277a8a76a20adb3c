"""Uploads stay in memory: no file of a family is ever open on the disk, not for a moment."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler


class InMemoryUploadHandler(MemoryFileUploadHandler):
    """Keeps at most FILE_UPLOAD_MAX_MEMORY_SIZE bytes of all files of a request, and counts the rest.

    A file that was cut is larger than what anybody accepts, and its form says so by its size.
    """

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True
        self.room = settings.FILE_UPLOAD_MAX_MEMORY_SIZE

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.write(raw_data[: self.room])
        self.room = max(0, self.room - len(raw_data))
