"""Everything that can be set from outside, each as an environment variable ``KG_*``."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from loaders.rdf import DEFAULT_BASE
from schema import ParameterError


class Settings(BaseSettings):
    """The settings of the ``kg`` command; an option of a command goes before its variable."""

    model_config = SettingsConfigDict(env_prefix="KG_", frozen=True)

    store: Annotated[str, Field(description="where the graph is: a file, or neo4j:// and bolt:// addresses")] = (
        "graph.lbug"
    )
    neo4j_user: Annotated[str, Field(description="user of the Neo4j server")] = "neo4j"
    neo4j_password: Annotated[SecretStr, Field(description="password of that user")] = SecretStr("")
    neo4j_database: Annotated[str, Field(description="database on the Neo4j server")] = "neo4j"
    model: Annotated[
        str, Field(description="folder of an extractor that `kg train` made; none is the one that ships")
    ] = ""
    host: Annotated[str, Field(description="address that `kg serve` listens on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="port that `kg serve` listens on")] = 8000
    base_iri: Annotated[str, Field(description="what the IRIs of things begin with: where `kg serve` is found")] = (
        DEFAULT_BASE
    )
    query_timeout_s: Annotated[float, Field(gt=0, description="seconds after which a query is stopped")] = 30.0
    query_limit: Annotated[int, Field(gt=0, description="rows after which an answer is cut")] = 10_000
    named_timeout_s: Annotated[
        float, Field(gt=0, le=30, description="seconds after which `kg serve` stops a named query")
    ] = 1.0
    named_limit: Annotated[
        int, Field(gt=0, le=10_000, description="rows of its answer from `kg serve` unless a request asks for others")
    ] = 1_000
    queries: Annotated[str, Field(description="a folder of named queries of your own, .cypher files")] = ""
    cypher_timeout_s: Annotated[
        float, Field(gt=0, le=30, description="seconds after which a statement sent to /api/cypher is stopped")
    ] = 5.0
    cypher_limit: Annotated[int, Field(gt=0, le=10_000, description="rows of its answer unless it asks for others")] = (
        1_000
    )
    cypher_at_once: Annotated[int, Field(gt=0, le=64, description="statements that run at once; others get 429")] = 4
    answer_mb: Annotated[
        int, Field(gt=0, le=1024, description="MiB of rows after which the answer of a query or a statement is cut")
    ] = 16
    cypher_memory_mb: Annotated[int, Field(ge=64, description="memory of the process that a statement runs in")] = 1024
    token: Annotated[SecretStr, Field(description="bearer token that visitors of `kg serve` have to show")] = SecretStr(
        ""
    )
    protect: Annotated[
        Literal["all", "cypher"],
        Field(description="what needs the token: all, or cypher (statements alone)"),
    ] = "all"
    cors: Annotated[str, Field(description="other sites whose pages may ask, with blanks between; * is every one")] = ""
    shutdown_s: Annotated[
        int, Field(ge=0, le=3600, description="seconds for answers under way when `kg serve` is told to end")
    ] = 5
    access_log: Annotated[bool, Field(description="whether each request leaves a line of JSON on standard error")] = (
        False
    )


def shown_settings() -> list[tuple[str, str, str]]:
    """Every variable with what it sets and its default, for help texts."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else str(field.default)
        rows.append((f"KG_{name}".upper(), field.description or "", default or "none"))
    return rows


def read_settings() -> Settings:
    """Read the environment.

    Raises:
        ParameterError: a variable has a value that its setting does not allow; names the variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        variable = f"KG_{first['loc'][0]}".upper()
        raise ParameterError(f"{variable}: {first['msg']}", parameter=variable) from error
