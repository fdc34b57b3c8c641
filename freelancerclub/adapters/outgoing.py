"""What leaves the house, and by whom: chosen by the settings."""

from freelancerclub.adapters.mail import FolderMailer, Mailer, SmtpMailer
from freelancerclub.adapters.push import OneSignal, Pusher
from freelancerclub.config import Settings
from freelancerclub.kit.clock import Clock


def make_mailer(settings: Settings, clock: Clock) -> Mailer:
    """The mail server of the settings, else a folder."""
    if settings.mail_url is None:
        return FolderMailer(settings.data_dir / "mail", settings.mail_from, clock)
    return SmtpMailer(settings.mail_url.get_secret_value(), settings.mail_from, clock)


def make_pusher(settings: Settings) -> Pusher | None:
    """OneSignal where an app and its key are set; else nothing is pushed."""
    if settings.onesignal_app is None or settings.onesignal_key is None:
        return None
    return OneSignal(settings.onesignal_url, settings.onesignal_app, settings.onesignal_key.get_secret_value())
