"""Builds the request of an operation without sending it, for those who want to see it first."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from clickgate.client.base_url import CLICKUP, read_base_url
from clickgate.errors import OperationPinnedOff

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickgate.cli.settings import Settings
    from clickgate.client.wire.request import RequestPlan


def draft(plan: RequestPlan, params: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """Tell `method`, `url` and `body` of a request; the body is None where there is none.

    Raises:
        UsageError: The request could not be sent like this; the leaf says why.
    """
    if settings.api == "v2" and plan.operation.version == "v3":
        raise OperationPinnedOff("belongs to API v3, and --api v2 was given.", operation=plan.name)
    root = read_base_url(settings.base_url or os.environ.get("CLICKGATE_BASE_URL") or CLICKUP)
    workspace = settings.workspace or os.environ.get("CLICKUP_WORKSPACE_ID") or None
    values = plan.read(params, workspace)
    file = values.pop("file", None) if plan.multipart else None
    request = plan.build(values, root=root, authorization=None, timeout=settings.timeout)
    body: Any = msgspec.json.decode(request.body) if isinstance(request.body, bytes) else None
    if plan.multipart:
        name = file[0] if isinstance(file, tuple) else Path(str(file)).name
        body = {"multipart/form-data": {plan.file_field: name}}
    return {"method": request.method, "url": request.url, "body": body}
