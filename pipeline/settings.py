"""Settings of a run: built-in values, then ``guideline-claims.toml``, then GUIDELINE_CLAIMS_* variables, then options.

The file lives in the working folder (or is named with ``--config``). A key it does not know is an error, never ignored.
"""

import os
import tomllib
from contextvars import ContextVar
from pathlib import Path
from typing import Any, get_args

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from pipeline.choices import Engine, FailOn
from pipeline.errors import SettingsError
from pipeline.records.run import Expected

_file_values: ContextVar[dict[str, Any]] = ContextVar("values of the settings file", default={})  # noqa: B039 - never changed
DEFAULT_FILE = Path("guideline-claims.toml")


class Settings(BaseSettings):
    """What a run needs to know. ``expected`` is keyed by document id."""

    model_config = SettingsConfigDict(
        env_prefix="GUIDELINE_CLAIMS_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    raw: Path = Path("raw")
    out: Path = Path("extracted")
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1)
    page_timeout_s: float = Field(300, gt=0)
    page_memory_mb: int = Field(2048, ge=256)
    fail_on: FailOn | None = None
    webhook_url: str | None = None
    webhook_token: str | None = None
    webhook_timeout_s: float = Field(10, gt=0)
    webhook_attempts: int = Field(5, ge=1)
    feeds: tuple[Engine, ...] = get_args(Engine)
    expected: dict[str, Expected] = Field(default_factory=dict)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Options come in as init values and outrank the environment, which outranks the file."""
        return init_settings, env_settings, InitSettingsSource(settings_cls, _file_values.get())


def read_settings(file: Path | None = None, **options: Any) -> Settings:
    """The settings in force. ``options`` are those given on the command line; None means not given."""
    given = {name: value for name, value in options.items() if value is not None}
    token = _file_values.set(_read_file(file))
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"{file or DEFAULT_FILE}: {where}: {first['msg'].lower()}; correct it and run again"
        ) from error
    finally:
        _file_values.reset(token)


def _read_file(file: Path | None) -> dict[str, Any]:
    path = file or DEFAULT_FILE
    if file is None and not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise SettingsError(f"{path}: {reason}; name a settings file that can be read") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not TOML: {error}") from error
