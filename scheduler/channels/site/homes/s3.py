"""A home in a bucket (S3 and what speaks like it); an object is put whole or not at all, so nothing is
moved."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, SSLError

from scheduler.channels.site.homes.address import HomeAddress
from scheduler.channels.site.homes.store import ANSWER, CONNECT, HomeError, Kept, Trouble, tls_trouble
from scheduler.secrets import Secret

_TYPES = {
    "feed.json": "application/feed+json",
    "site.webmanifest": "application/manifest+json",
    "rss.xml": "application/rss+xml",
    "atom.xml": "application/atom+xml",
}
_TROUBLES = {
    "NoSuchBucket": Trouble.NO_FOLDER,
    "InvalidAccessKeyId": Trouble.REFUSED,
    "SignatureDoesNotMatch": Trouble.REFUSED,
    "AccessDenied": Trouble.FORBIDDEN,
    "AllAccessDisabled": Trouble.FORBIDDEN,
    "403": Trouble.FORBIDDEN,
    "QuotaExceeded": Trouble.FULL,
    "InsufficientCapacity": Trouble.FULL,
    "507": Trouble.FULL,
    "SlowDown": Trouble.AWAY,
    "ServiceUnavailable": Trouble.AWAY,
    "InternalError": Trouble.AWAY,
    "RequestTimeout": Trouble.AWAY,
}
_ABSENT = ("NoSuchKey", "404")


class S3Store:
    """The objects below *address*; *endpoint* is the service's, '' that of Amazon."""

    def __init__(self, address: HomeAddress, secret: Secret, endpoint: str, certificate: Path | None) -> None:
        self._bucket = address.host
        self._prefix = f"{address.path.lstrip('/')}/".lstrip("/")
        self._user = address.user
        self._secret = secret
        self._endpoint = endpoint
        self._certificate = certificate
        self.kept: Kept[Any] = Kept(self._client, lambda client: client.close())

    def read(self, name: str) -> bytes | None:
        """What that object holds; None if it surely is not there."""
        with self.kept.use() as client, _telling():
            try:
                return bytes(client.get_object(Bucket=self._bucket, Key=self._key(name))["Body"].read())
            except ClientError as error:
                if error.response["Error"]["Code"] in _ABSENT:
                    return None
                raise

    def write(self, name: str, data: bytes) -> None:
        """Let that object hold *data*."""
        with self.kept.use() as client, _telling():
            client.put_object(Bucket=self._bucket, Key=self._key(name), Body=data, ContentType=_type_of(name))

    def list(self, folder: str) -> dict[str, int]:
        """The objects of *folder* with their sizes."""
        start = self._key(f"{folder}/" if folder else "")
        found: dict[str, int] = {}
        with self.kept.use() as client, _telling():
            pages = client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=start, Delimiter="/"):
                found |= {one["Key"].removeprefix(start): one["Size"] for one in page.get("Contents", ())}
        found.pop("", None)  # consoles make an empty object for a folder
        return found

    def remove(self, name: str) -> None:
        """Let there be no such object."""
        with self.kept.use() as client, _telling():
            client.delete_object(Bucket=self._bucket, Key=self._key(name))

    def close(self) -> None:
        """Let the connections go."""
        self.kept.drop()

    def _client(self) -> Any:
        return boto3.session.Session().client(
            "s3",
            aws_access_key_id=self._user,
            aws_secret_access_key=self._secret.reveal(),
            region_name="us-east-1",  # Amazon sends on to the bucket's own; others do not mind
            endpoint_url=self._endpoint or None,
            verify=str(self._certificate) if self._certificate else None,
            config=Config(
                connect_timeout=CONNECT,
                read_timeout=ANSWER,
                retries={"total_max_attempts": 2},
                request_checksum_calculation="when_required",  # services other than Amazon's may not know it
                response_checksum_validation="when_required",
            ),
        )

    def _key(self, name: str) -> str:
        return self._prefix + name


def _type_of(name: str) -> str:
    """The Content-Type: a bucket shows what it was told."""
    kind = _TYPES.get(name) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    is_text = kind.startswith("text/") or kind.endswith(("xml", "json"))
    return f"{kind}; charset=utf-8" if is_text else kind


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = str(error.response["Error"]["Code"])
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        trouble = _TROUBLES.get(code, Trouble.AWAY if status >= 500 else Trouble.ODD)
        raise HomeError(trouble, code) from error
    except SSLError as error:
        raise tls_trouble(error) from error
    except (BotoCoreError, OSError) as error:
        raise HomeError(Trouble.AWAY, type(error).__name__) from error
