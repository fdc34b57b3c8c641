"""Settings: read once at start from `CLUB_…` variables and `.env`, validated, and passed on."""

import contextlib
import os
import re
import secrets
from email.utils import getaddresses
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from freelancerclub.kit.limits import Limit

TOKEN_KEY_BYTES = 64
BOUNCE_SECRET_LENGTH = 16
TOKEN_KEY_FILE = "token.key"
ENV_FILE = ".env"
Addresses = Annotated[tuple[str, ...], NoDecode]
# As browsers write them: in small letters, and without the port that the scheme has anyway.
_ORIGIN = re.compile(
    r"(?!http:.*:80\Z|https:.*:443\Z)[a-z][a-z0-9+.-]*://(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.ASCII
)
_SENDER = re.compile(r"[\w.+-]+@[a-z0-9-]+(\.[a-z0-9-]+)*", re.ASCII | re.IGNORECASE)
Tries = Annotated[
    Limit, NoDecode, BeforeValidator(lambda value: Limit.parse(value) if isinstance(value, str) else value)
]


class ConfigError(Exception):
    """A setting that can't be used; its text is one line that says which and what to write instead."""


def default_data_dir() -> Path:
    """`./data`, but for root below its own home: PostgreSQL runs as another user, which can't look in there."""
    try:
        here = Path.cwd()
    except FileNotFoundError:
        raise ConfigError("The folder this was started in is gone: go to another, or set CLUB_DATA_DIR") from None
    if os.geteuid() == 0 and here.is_relative_to(Path.home()):
        return Path("/var/lib/freelancerclub")
    return here / "data"


def default_site_url(settings: dict[str, Any]) -> str:
    """Where this machine itself reaches the API, until the operator says what others call it."""
    host, port = settings.get("host", "127.0.0.1"), settings.get("port", 8000)
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  — read here, not listened on
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Settings(BaseSettings):
    """Everything an operator can set. Times are in seconds unless the name says otherwise."""

    model_config = SettingsConfigDict(
        env_prefix="CLUB_",
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    data_dir: Path = Field(default_factory=default_data_dir, description="Folder of database, keys and mails")
    database_url: SecretStr | None = Field(
        None, description="PostgreSQL 15 or later; without it the embedded one is started in the data folder"
    )
    database_pool: int = Field(10, ge=2, le=200, description="Connections an API process keeps at most")
    fragment_memory: int = Field(
        64, ge=0, le=65_536, description="Megabytes of written answers an API process keeps, to be used again"
    )
    page_memory: int = Field(
        2_000, ge=0, le=1_000_000, description="Pages of searches for people that an API process remembers"
    )
    host: str = Field("127.0.0.1", description="Address the API listens on")
    port: int = Field(8000, ge=1, le=65535, description="Port the API listens on")
    site_url: str = Field(default_factory=default_site_url, description="Address members see in links and picture URLs")
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=64, description="API processes; one a core"
    )

    token_key: SecretStr | None = Field(
        None, description="Secret that signs tokens, ≥ 64 bytes; without it one is made in the data folder"
    )
    token_old_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="Former secrets, comma separated: their tokens stay valid, none is issued"
    )
    session_days: int = Field(0, ge=0, le=36_500, description="Days after which a log-in can't be refreshed; 0 = never")

    storage_url: str | None = Field(
        None, description="s3://bucket/folder, or a folder, for pictures; without it `files` in the data folder"
    )

    mail_url: SecretStr | None = Field(
        None, description="smtp://user:password@host:port or smtps://…; without it mails are written as .eml"
    )
    mail_from: str = Field("The Freelancer Club <no-reply@example.com>", description="Sender of every mail")

    bounce_secret: SecretStr | None = Field(
        None, description="Secret of POST /hooks/bounce, ≥ 16 characters; without it there is no such address"
    )
    onesignal_app: str | None = Field(None, description="App id at OneSignal; without it nothing is pushed")
    onesignal_key: SecretStr | None = Field(None, description="API key of that app")
    onesignal_url: str = Field("https://api.onesignal.com", description="Address of OneSignal's API")

    youtube_url: str = Field("https://www.youtube.com/oembed", description="Address that tells about YouTube videos")
    vimeo_url: str = Field("https://vimeo.com/api/oembed.json", description="Address that tells about Vimeo videos")

    rate_limit: Tries = Field(Limit(1_500, 300), description="Requests a person or address, as N/SECONDS")
    login_limit: Tries = Field(Limit(10, 300), description="Log-ins a pair of account and address")
    login_account_limit: Tries = Field(Limit(50, 3_600), description="Log-ins an account, from anywhere")
    login_address_limit: Tries = Field(Limit(100, 300), description="Log-ins an address, to any account")
    forgot_limit: Tries = Field(Limit(5, 1_800), description="Reset mails an e-mail address")
    forgot_address_limit: Tries = Field(Limit(50, 1_800), description="Reset mails asked for by one address")
    report_limit: Tries = Field(Limit(20, 86_400), description="Reports a person")
    comment_limit: Tries = Field(Limit(60, 300), description="Comments a person")
    message_limit: Tries = Field(Limit(100, 300), description="Messages a person")
    newcomer_message_limit: Tries = Field(Limit(30, 300), description="The same while the account is new")
    recipient_limit: Tries = Field(Limit(200, 86_400), description="People that a person may write to first")
    newcomer_recipient_limit: Tries = Field(Limit(20, 86_400), description="The same while the account is new")
    job_limit: Tries = Field(Limit(100, 86_400), description="Jobs that a person may post")
    newcomer_job_limit: Tries = Field(Limit(10, 86_400), description="The same while the account is new")
    decision_limit: Tries = Field(Limit(10, 86_400), description="Changes of what becomes of an application")
    upload_limit: Tries = Field(Limit(500, 86_400), description="Pictures and files that a person may upload")
    newcomer_days: int = Field(7, ge=0, le=3_650, description="Days for which an account is new")
    held_from: int = Field(
        25, ge=2, le=1_000_000, description="Strangers who get the same text within a day before it is held back"
    )
    register_limit: Tries = Field(Limit(20, 1_800), description="Registrations an address")

    streams: int = Field(5_000, ge=1, le=65_536, description="Event streams an API process keeps open at most")
    person_streams: int = Field(
        10, ge=1, le=65_536, description="Of one person in one process; the oldest ends for one more"
    )

    require_https: bool = Field(False, description="Refuse plain HTTP with 403")
    trusted_proxies: Addresses = Field(
        (), description="Addresses or networks whose X-Forwarded-For and -Proto are believed, comma separated"
    )
    cors_origins: Addresses = Field((), description="Origins browsers may call from, comma separated")

    new_account: Literal["free", "starter", "pro"] = Field("pro", description="Tier of new accounts (R46)")
    placeholder_image: str | None = Field(None, description="Picture URL of people without one (R74)")
    moderate_reviews: Literal["before", "after"] = Field(
        "before", description="Reviews are shown once decided on (R77)"
    )
    moderate_images: Literal["before", "after"] = Field("after", description="Pictures likewise, or shown at once")
    moderate_jobs: Literal["before", "after"] = Field("after", description="Jobs likewise")
    online_within: int = Field(
        900, ge=1, le=31_536_000, description="Seconds since somebody was last seen until they are offline"
    )
    time_zone: str = Field("UTC", description="Zone in which dates are printed (R38)")
    stalled_after: int = Field(
        60, ge=1, le=86_400, description="Seconds until another worker takes over a stalled task"
    )
    maintenance_retry: int = Field(120, ge=1, le=604_800, description="Retry-After while maintenance is on")
    log_format: Literal["json", "console"] = Field("json", description="One JSON line a request, or for eyes")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level logged")
    slow_request: int = Field(
        1_000, ge=1, le=3_600_000, description="Milliseconds from which a request is logged as a warning"
    )
    queue_late: int = Field(
        300, ge=1, le=604_800, description="Seconds a due task may wait before /health/ready says no"
    )
    disk_free: int = Field(
        500,
        ge=0,
        le=1_000_000_000,
        description="Megabytes free in the data folder below which it says no too, and uploads are refused",
    )
    metrics_from: Addresses = Field(
        (), description="Addresses or networks that may read /metrics besides this machine, comma separated"
    )

    @field_validator("trusted_proxies", "metrics_from", "cors_origins", "token_old_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("trusted_proxies", "metrics_from")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            ip_network(network, strict=False)
        return value

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if value != ("*",) and not all(map(_ORIGIN.fullmatch, value)):
            raise ValueError(
                "should be origins as browsers write them, https://www.example.com, comma separated, without a path, "
                "capital letters or a default port; or * alone"
            )
        return value

    @field_validator("time_zone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            if value != "UTC":  # known even where no list of zones is installed
                raise ValueError("should be a zone such as Europe/London") from None
        return value

    @field_validator("bounce_secret")
    @classmethod
    def _is_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < BOUNCE_SECRET_LENGTH:
            raise ValueError(f"should have at least {BOUNCE_SECRET_LENGTH} characters")
        return value

    @field_validator("site_url", "onesignal_url", "youtube_url", "vimeo_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("should start with http:// or https://")
        address = urlsplit(value)
        if not address.hostname or address.query or address.fragment or any(map(str.isspace, value)):
            raise ValueError("should name a host, as https://www.example.com does, and no more than a path after it")
        if "@" in address.netloc:  # what everybody is shown
            raise ValueError("should have no user or password before its host")
        return value.rstrip("/")

    @field_validator("token_key")
    @classmethod
    def _is_one_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and "," in value.get_secret_value():
            raise ValueError("should have no comma: as an old key it would be taken for two")
        return value

    @field_validator("token_key", "token_old_keys")
    @classmethod
    def _are_long_enough(cls, value: SecretStr | tuple[SecretStr, ...] | None) -> object:
        keys = value if isinstance(value, tuple) else (value,) if value else ()
        if any(len(key.get_secret_value().encode()) < TOKEN_KEY_BYTES for key in keys):
            raise ValueError(f"should have at least {TOKEN_KEY_BYTES} bytes{' each' if value is keys else ''}")
        return value

    @field_validator("data_dir")
    @classmethod
    def _is_at_home(cls, value: Path) -> Path:
        """A shell leaves `~` alone in quotes, and nobody reads it in `.env`."""
        try:
            return value.expanduser()
        except RuntimeError:
            raise ValueError("should begin with / or a folder: nobody knows that home") from None

    @field_validator("storage_url")
    @classmethod
    def _is_storage(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith("s3://") and "://" in value:
            raise ValueError("should be s3://bucket/folder or a folder")
        if value is not None and value.startswith("s3://") and not urlsplit(value).netloc:
            raise ValueError("should name a bucket, as s3://bucket/folder does")
        return value or None

    @field_validator("mail_url")
    @classmethod
    def _is_mail_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("smtp://", "smtps://")):
            raise ValueError("should start with smtp:// or smtps://")
        try:
            address = value and urlsplit(value.get_secret_value())
            _ = address and address.port
        except ValueError:  # its own text would quote the password where that holds a slash
            raise ValueError("should have a port of digits; write / in a password as %2F") from None
        if address and not address.hostname:
            raise ValueError("should name a host, as smtp://mail.example.com does")
        return value

    @field_validator("mail_from")
    @classmethod
    def _is_sender(cls, value: str) -> str:
        addresses = [address for _, address in getaddresses([value])]
        if len(addresses) != 1 or not _SENDER.fullmatch(addresses[0]):
            raise ValueError("should be an address such as The Club <no-reply@example.com>")
        return value


def read_settings(**given: object) -> Settings:
    """The settings of this process; what is given wins over variables, these over `.env`.

    Raises ConfigError with one line a wrong setting.
    """
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as wrong:
        lines = [
            f"CLUB_{str(error['loc'][0]).upper()}: {error['msg'].removeprefix('Value error, ')}"
            for error in wrong.errors()
            if error["type"] != "default_factory_not_called"  # only follows from another one
        ]
        raise ConfigError("; ".join(lines)) from None
    except UnicodeDecodeError:
        raise ConfigError(f"{Path(ENV_FILE).absolute()} is not UTF-8: save it in that encoding") from None


def token_key(settings: Settings) -> bytes:
    """The signing secret: the setting, else the one kept in the data folder, made at the first start."""
    if settings.token_key is not None:
        return settings.token_key.get_secret_value().encode()
    path = settings.data_dir / TOKEN_KEY_FILE
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            # Written aside and linked: of several processes starting at once one key wins, whole.
            draft = path.with_suffix(f".{os.getpid()}")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(TOKEN_KEY_BYTES))
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
    except OSError as error:
        raise ConfigError(f"CLUB_DATA_DIR: can't write {path}: {error.strerror}; choose another folder") from None
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise ConfigError(f"CLUB_DATA_DIR: can't read {path}: {error.strerror}; mend its permissions") from None
    if len(key) < TOKEN_KEY_BYTES:
        raise ConfigError(
            f"{path} holds fewer than {TOKEN_KEY_BYTES} bytes; put back the one of a backup, which holds the old key, "
            "or delete it to have a new one made: everybody is logged out then"
        )
    return key
