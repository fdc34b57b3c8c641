"""Settings: where they come from, what is refused and with which words, and the key that is made."""

import os
import threading
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from freelancerclub.config import ConfigError, Settings, default_data_dir, read_settings, token_key
from freelancerclub.kit.limits import Limit


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable and no `.env` of the machine."""
    for name in [name for name in os.environ if name.startswith("CLUB_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def refusal(**given: Any) -> str:
    with pytest.raises(ConfigError) as caught:
        read_settings(**given)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_defaults_serve_one_machine():
    settings = read_settings()
    assert (settings.host, settings.port, settings.site_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert settings.database_url is None and settings.mail_url is None and settings.token_key is None
    assert (settings.session_days, settings.new_account, settings.require_https) == (0, "pro", False)
    assert (settings.time_zone, settings.stalled_after, settings.trusted_proxies) == ("UTC", 60, ())
    assert settings.login_limit == Limit(10, 300) and settings.rate_limit == Limit(1_500, 300)


def test_every_setting_says_what_it_is_for():
    for name, field in Settings.model_fields.items():
        assert field.description, name


def test_every_number_has_an_upper_end():
    """Or one with too many digits is found out by the statement that adds it to a date."""
    for name, field in Settings.model_fields.items():
        if field.annotation is int:
            assert any(hasattr(bound, "le") for bound in field.metadata), name


def test_every_setting_is_in_the_guide():
    guide = Path(__file__).parents[1].joinpath("docs/guide/operator.md").read_text("utf-8")
    assert [name for name in Settings.model_fields if f"CLUB_{name.upper()}" not in guide] == []


def test_what_is_given_wins_over_variables_and_these_over_the_file(monkeypatch: pytest.MonkeyPatch):
    Path(".env").write_text("CLUB_PORT=1001\nCLUB_HOST=10.0.0.1\nCLUB_LOG_LEVEL=error\nOTHER=1\nCLUB_UNKNOWN=1\n")
    monkeypatch.setenv("CLUB_PORT", "1002")
    monkeypatch.setenv("club_host", "10.0.0.2")
    settings = read_settings(port=1003)
    assert (settings.port, settings.host, settings.log_level) == (1003, "10.0.0.2", "error")


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch):
    Path(".env").write_text("CLUB_HOST=10.0.0.1\nCLUB_TIME_ZONE=\n")
    for name in ("database_url", "token_key", "port", "host", "trusted_proxies", "placeholder_image", "storage_url"):
        monkeypatch.setenv(f"CLUB_{name.upper()}", "")
    assert read_settings() == read_settings(host="10.0.0.1", site_url="http://10.0.0.1:8000")
    assert read_settings().database_url is None and read_settings().placeholder_image is None


def test_a_folder_in_ones_home(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", "/home/ann")
    assert read_settings(data_dir="~/club").data_dir == Path("/home/ann/club")


def test_lists_are_delimited_with_commas(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CLUB_TRUSTED_PROXIES", " 10.0.0.0/8, ::1 ,,")
    monkeypatch.setenv("CLUB_CORS_ORIGINS", "https://a.example,https://b.example")
    monkeypatch.setenv("CLUB_TOKEN_OLD_KEYS", f"{'a' * 64}, {'b' * 64}")
    settings = read_settings()
    assert settings.trusted_proxies == ("10.0.0.0/8", "::1")
    assert settings.cors_origins == ("https://a.example", "https://b.example")
    assert [key.get_secret_value() for key in settings.token_old_keys] == ["a" * 64, "b" * 64]


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "https://x.example",
        "http://localhost:3000",
        "https://[::1]:8443",
        "https://x.example:80",
        "ionic://localhost",
    ],
)
def test_an_origin_is_a_scheme_and_a_host(origin: str):
    assert read_settings(cors_origins=origin).cors_origins == (origin,)


@pytest.mark.parametrize(
    ("given", "site"),
    [
        ({"port": 9000}, "http://127.0.0.1:9000"),
        ({"host": "0.0.0.0"}, "http://127.0.0.1:8000"),
        ({"host": "::"}, "http://[::1]:8000"),
        ({"host": "10.1.2.3", "port": 80}, "http://10.1.2.3:80"),
        ({"site_url": "https://www.example.com/"}, "https://www.example.com"),
        ({"site_url": "https://example.com/club/"}, "https://example.com/club"),
    ],
)
def test_the_address_that_links_are_made_of(given: dict[str, Any], site: str):
    assert read_settings(**given).site_url == site


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"port": "many"}, "CLUB_PORT: Input should be a valid integer"),
        ({"port": 0}, "CLUB_PORT: Input should be greater than or equal to 1"),
        ({"session_days": -1}, "CLUB_SESSION_DAYS: "),
        ({"session_days": 10**9}, "CLUB_SESSION_DAYS: Input should be less than or equal to 36500"),
        ({"new_account": "gold"}, "CLUB_NEW_ACCOUNT: Input should be 'free', 'starter' or 'pro'"),
        ({"require_https": "perhaps"}, "CLUB_REQUIRE_HTTPS: "),
        ({"site_url": "www.example.com"}, "CLUB_SITE_URL: should start with http:// or https://"),
        ({"site_url": "javascript:alert(1)"}, "CLUB_SITE_URL: should start with"),
        ({"site_url": "https://"}, "CLUB_SITE_URL: should name a host"),
        ({"site_url": "https://a.example/?x=1"}, "CLUB_SITE_URL: should name a host"),
        ({"site_url": "https://a.example/\nb"}, "CLUB_SITE_URL: should name a host"),
        ({"site_url": "http://u:secret@a.example/"}, "CLUB_SITE_URL: should have no user or password"),
        ({"token_key": "x" * 63}, "CLUB_TOKEN_KEY: should have at least 64 bytes"),
        ({"token_key": "secret," * 10}, "CLUB_TOKEN_KEY: should have no comma"),
        ({"token_old_keys": "x" * 64 + ",secret"}, "CLUB_TOKEN_OLD_KEYS: should have at least 64 bytes each"),
        ({"data_dir": "~nobody-has-this-name/x"}, "CLUB_DATA_DIR: should begin with /"),
        ({"mail_url": "http://mail.example"}, "CLUB_MAIL_URL: should start with smtp:// or smtps://"),
        ({"mail_url": "smtp://u:secret/word@mail.example"}, "CLUB_MAIL_URL: should have a port of digits"),
        ({"mail_url": "smtp://mail.example:99999"}, "CLUB_MAIL_URL: should have a port of digits"),
        ({"mail_url": "smtp://"}, "CLUB_MAIL_URL: should name a host"),
        ({"mail_url": "smtps://u:secret@:465"}, "CLUB_MAIL_URL: should name a host"),
        ({"mail_from": "The Club"}, "CLUB_MAIL_FROM: should be an address"),
        ({"mail_from": "a@b.example, c@d.example"}, "CLUB_MAIL_FROM: should be an address"),
        ({"mail_from": "mïa@example.com"}, "CLUB_MAIL_FROM: should be an address"),
        ({"trusted_proxies": "everybody"}, "CLUB_TRUSTED_PROXIES: "),
        *[
            ({"cors_origins": origins}, "CLUB_CORS_ORIGINS: should be origins as browsers write them")
            for origins in (
                *('["https://x.example"]', "https://x.example/", "https://x.example/app", "x.example", "https://"),
                *("https://X.example", "https://x.example:443", "http://x.example:80", "https://x.example:", "null"),
                *("https://*.example", "*,https://x.example", "https://x.example https://y.example"),
            )
        ],
        ({"time_zone": "Mars/Olympus"}, "CLUB_TIME_ZONE: should be a zone such as Europe/London"),
        ({"time_zone": "UTC -c log_statement=all"}, "CLUB_TIME_ZONE: should be a zone"),
        ({"time_zone": "../../etc/passwd"}, "CLUB_TIME_ZONE: should be a zone"),
        ({"login_limit": "often"}, "CLUB_LOGIN_LIMIT: "),
        ({"log_level": "loud"}, "CLUB_LOG_LEVEL: "),
    ],
)
def test_what_is_refused_in_one_line_that_names_it(given: dict[str, Any], words: str):
    said = refusal(**given)
    assert said.startswith(words)
    assert "secret" not in said


def test_every_wrong_setting_is_named_at_once():
    said = refusal(port=0, site_url="x", token_key="canary")
    assert [part.partition(":")[0] for part in said.split("; ")] == ["CLUB_PORT", "CLUB_SITE_URL", "CLUB_TOKEN_KEY"]
    assert "canary" not in said


def test_secrets_do_not_show():
    secret = "canary" * 20
    given = {"token_key": secret, "mail_url": f"smtp://u:{secret}@h", "database_url": f"postgresql://u:{secret}@h"}
    settings = read_settings(**given, token_old_keys=secret)
    assert "canary" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_settings_cannot_be_changed_later():
    with pytest.raises(ValueError, match="frozen"):
        read_settings().port = 1  # type: ignore[misc]


class TestTheTokenKey:
    def test_the_setting_wins(self, tmp_path: Path):
        assert token_key(read_settings(token_key="k" * 64, data_dir=tmp_path)) == b"k" * 64
        assert list(tmp_path.iterdir()) == []

    def test_it_is_made_once_and_for_its_owner_only(self, tmp_path: Path):
        folder = tmp_path / "new" / "data"
        settings = read_settings(data_dir=folder)
        key = token_key(settings)
        assert len(key) >= 64 and token_key(settings) == key
        assert [path.name for path in folder.iterdir()] == ["token.key"], "no draft is left"
        assert (folder / "token.key").stat().st_mode & 0o777 == 0o600
        assert token_key(read_settings(data_dir=tmp_path / "other")) != key

    def test_of_many_starts_at_once_one_key_wins(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        barrier, found, numbers = threading.Barrier(8), [], iter(range(8))
        monkeypatch.setattr(os, "getpid", lambda: next(numbers))  # as if these were processes

        def start() -> None:
            barrier.wait()
            found.append(token_key(read_settings(data_dir=tmp_path)))

        threads = [threading.Thread(target=start) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 8 and len(set(found)) == 1
        assert [path.name for path in tmp_path.iterdir()] == ["token.key"]

    def test_a_short_one_is_refused(self, tmp_path: Path):
        (tmp_path / "token.key").write_text("short\n")
        with pytest.raises(ConfigError, match=r"fewer than 64 bytes.* of a backup.*everybody is logged out"):
            token_key(read_settings(data_dir=tmp_path))

    def test_a_folder_that_cannot_be_written(self, tmp_path: Path):
        (tmp_path / "file").write_text("")
        with pytest.raises(ConfigError, match=r"CLUB_DATA_DIR: can't write .*File exists"):
            token_key(read_settings(data_dir=tmp_path / "file"))

    def test_a_key_that_cannot_be_read(self, tmp_path: Path):
        (tmp_path / "token.key").mkdir()
        with pytest.raises(ConfigError, match=r"CLUB_DATA_DIR: can't read .*token\.key"):
            token_key(read_settings(data_dir=tmp_path))


def test_roots_data_lies_outside_its_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert default_data_dir() == tmp_path / "data"
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(Path, "home", lambda: Path("/root"))
    assert default_data_dir() == tmp_path / "data"
    monkeypatch.setattr(Path, "home", lambda: tmp_path.parent)
    assert default_data_dir() == Path("/var/lib/freelancerclub")


def test_a_secret_given_as_such_is_taken():
    assert read_settings(token_key=SecretStr("k" * 64)).token_key == SecretStr("k" * 64)
