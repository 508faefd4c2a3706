"""Writes that are either complete or not there. Every file that a later run depends on goes through here.

A file is written to a temporary name in its own folder, flushed, fsynced and then renamed over the target; the folder
is fsynced last, so that the rename itself survives a power cut. A tensor file gets a JSON *commit record* beside it,
written last, that names its size and SHA-256: without a matching record the tensor file counts as never written.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from core.errors import FormatError, StorageError

RECORD_VERSION = 1
MAX_JSON_BYTES = 64 << 20
_CHUNK_BYTES = 4 << 20
_TEMP_MARK = ".tmp-"


@contextlib.contextmanager
def atomic_path(path: Path | str) -> Iterator[Path]:
    """Give a temporary path in the target's folder; rename it over ``path`` when the block ends well.

    The temporary name keeps the target's suffix, for writers that look at it. Missing parent folders are made. When
    the block raises, the temporary file is removed and ``path`` stays as it was.

    Raises:
        StorageError: the disk is full, read-only or forbids the write; or the block wrote no file.
    """
    target = Path(path)
    temp = target.with_name(f".{target.stem}{_TEMP_MARK}{secrets.token_hex(6)}{target.suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield temp
        if not temp.is_file():
            raise StorageError(f"Could not write '{target.name}'", got="no data from the writer")
        fsync_file(temp)
        os.replace(temp, target)
        fsync_folder(target.parent)
    except OSError as error:
        raise storage_error(target, error) from error
    finally:
        with contextlib.suppress(OSError):
            temp.unlink(missing_ok=True)


def atomic_write_bytes(path: Path | str, data: bytes | bytearray | memoryview) -> None:
    """Write ``data`` to ``path`` so that a reader sees the old file or the whole new one.

    Raises:
        StorageError: the disk is full, read-only or forbids the write.
    """
    with atomic_path(path) as temp, open(temp, "wb") as file:
        file.write(data)


def atomic_write_json(path: Path | str, obj: object) -> None:
    """Write ``obj`` as UTF-8 JSON, atomically. Not-a-number and infinity are refused: they are no JSON.

    Raises:
        StorageError: the disk is full, read-only or forbids the write.
        ValueError: the object holds NaN or infinity.
    """
    text = json.dumps(obj, ensure_ascii=False, indent=1, allow_nan=False)
    atomic_write_bytes(path, (text + "\n").encode())


def read_json(path: Path | str, *, max_bytes: int = MAX_JSON_BYTES) -> dict[str, Any]:
    """Read a JSON object of bounded size.

    Raises:
        FormatError: no such file, too large, not JSON, or not an object.
    """
    source = Path(path)
    try:
        if source.stat().st_size > max_bytes:
            raise FormatError(f"'{source.name}' is too large", expected=f"at most {max_bytes} bytes of JSON")
        loaded = json.loads(source.read_bytes())
    except FileNotFoundError as error:
        raise FormatError(f"'{source.name}' is missing from '{source.parent.name}'") from error
    except (OSError, ValueError, RecursionError) as error:
        raise FormatError(f"'{source.name}' cannot be read", got=str(error), expected="a JSON object") from error
    if not isinstance(loaded, dict):
        raise FormatError(f"'{source.name}' cannot be read", got=type(loaded).__name__, expected="a JSON object")
    return loaded


def write_commit_record(tensor_path: Path | str, facts: Mapping[str, object]) -> Path:
    """Write the JSON beside a finished tensor file: its size, its SHA-256 and the caller's ``facts``.

    Returns:
        The record's path: the tensor file's with the suffix .json.
    Raises:
        StorageError: the tensor file is not there, or the record cannot be written.
    """
    tensors = Path(tensor_path)
    try:
        size = tensors.stat().st_size
        digest = sha256_file(tensors)
    except OSError as error:
        raise storage_error(tensors, error) from error
    record = record_path(tensors)
    document = {"record_version": RECORD_VERSION, "file": tensors.name, "size": size, "sha256": digest}
    atomic_write_json(record, {**document, "facts": dict(facts)})
    return record


def read_commit_record(tensor_path: Path | str, *, verify: bool = True) -> dict[str, Any]:
    """Return the facts of a tensor file that was completely written.

    Args:
        tensor_path: the tensor file (not the record).
        verify: also compare the SHA-256; the size is always compared.
    Raises:
        FormatError: no record, a record of a newer version, or a tensor file that differs from it.
    """
    tensors = Path(tensor_path)
    record = read_json(record_path(tensors))
    version = record.get("record_version")
    if version != RECORD_VERSION:
        raise FormatError(f"'{tensors.name}' has a record of another version", got=str(version), expected="1")
    size = tensors.stat().st_size if tensors.is_file() else -1
    if size != record.get("size"):
        got = "no file" if size < 0 else f"{size} bytes"
        raise FormatError(
            f"'{tensors.name}' was not completely written", got=got, expected=f"{record.get('size')} bytes"
        )
    if verify and sha256_file(tensors) != record.get("sha256"):
        raise FormatError(f"'{tensors.name}' is damaged", got="another SHA-256 than its record names")
    facts = record.get("facts")
    if not isinstance(facts, dict):
        raise FormatError(f"The record of '{tensors.name}' holds no facts")
    return facts


def record_path(tensor_path: Path | str) -> Path:
    """Where the commit record of a tensor file is: the same name with the suffix .json."""
    return Path(tensor_path).with_suffix(".json")


def sha256_file(path: Path | str) -> str:
    """SHA-256 of a file as lower-case hex, read in pieces."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def fsync_file(path: Path) -> None:
    """Have the system put a file's content on the disk."""
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def fsync_folder(folder: Path) -> None:
    """Have the system put a folder's entries on the disk; nothing to do where folders cannot be opened (Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_leftovers(folder: Path) -> int:
    """Delete temporary files that a killed writer left in ``folder`` (not below it); returns how many.

    Only for a caller that holds the folder's lock: another writer's temporary file would go too.
    """
    count = 0
    for temp in folder.glob(f".*{_TEMP_MARK}*"):
        with contextlib.suppress(OSError):
            temp.unlink()
            count += 1
    return count


def storage_error(path: Path | str, error: OSError) -> StorageError:
    """Turn an operating system error into one that says what the user can do."""
    name = Path(path).name
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageError(f"Could not write '{name}'", got="a full disk", next_step="Free some space and try again")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StorageError(
            f"Could not write '{name}'",
            got="no permission to write there",
            next_step="Choose a folder that you may write to",
        )
    return StorageError(f"Could not write '{name}'", got=error.strerror or str(error))
