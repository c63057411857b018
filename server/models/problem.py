"""What went wrong."""

from typing import Annotated

from pydantic import BaseModel, Field

from server.models.parts import Brief


class Problem(BaseModel):
    """What went wrong, as RFC 9457 wants it told."""

    type: Annotated[str, Field(examples=["urn:kg:problem:unknown-node"])]
    title: Annotated[str, Field(examples=["No such node"])]
    status: Annotated[int, Field(examples=[404])]
    detail: Annotated[str, Field(examples=["no benchmark is called 'imagnet'"])]
    parameter: Annotated[str | None, Field(description="the parameter at fault", examples=["id"])] = None
    near: Annotated[list[Brief] | None, Field(description="nodes that may have been meant")] = None
    at: Annotated[int | None, Field(description="the character of the statement at which the fault begins")] = None
