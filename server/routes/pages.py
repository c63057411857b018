"""The pages that people open: the explorer and the reference of the API."""

from pathlib import Path

import fastapi_offline
from fastapi.responses import FileResponse

from loaders.export.picture import VIS_FOLDER
from server.headers import CSP, DOCS_POLICY, EXPLORER_POLICY
from server.router import Router

_SERVER = Path(__file__).parent.parent

STATIC_FOLDERS = {
    "explorer": _SERVER / "explorer",
    "reference": _SERVER / "reference",
    "swagger": Path(fastapi_offline.__file__).parent / "static",
    "vis": VIS_FOLDER,
}
"""What is served below ``/static/``: our own pages, and the libraries that packages bring along."""

router = Router(include_in_schema=False)


@router.get("/")
def explorer() -> FileResponse:
    """The explorer."""
    return FileResponse(STATIC_FOLDERS["explorer"] / "index.html", headers={CSP: EXPLORER_POLICY})


@router.get("/docs")
def reference() -> FileResponse:
    """The reference of the API, drawn from its OpenAPI document by Swagger UI."""
    return FileResponse(STATIC_FOLDERS["reference"] / "index.html", headers={CSP: DOCS_POLICY})
