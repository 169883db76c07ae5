from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class NoFiles(FileUploadHandler):
    """Reads past files: the form has none, and nobody may fill the disk with them."""

    def new_file(self, *_args: Any, **_kwargs: Any) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called: `new_file` skips."""

    def file_complete(self, file_size: int) -> None:
        """Never called: `new_file` skips."""
