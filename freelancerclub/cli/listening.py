"""The port: taken before anything is started, and asked until somebody answers."""

import errno
import http.client
import os
import socket

from freelancerclub.cli.failing import Stop

REUSE_PORT = getattr(socket, "SO_REUSEPORT", None)
ANSWER = 5.0  # seconds
_WAYS_OUT = {
    errno.EACCES: "choose another with --port or --host",
    errno.EADDRNOTAVAIL: "this machine doesn't have that address, choose one it has with --host or CLUB_HOST",
}


def claim(host: str, port: int) -> socket.socket:
    """Takes the address, so that of two that start at once one wins; keep it for as long as it is served.

    The API's processes listen on the same address on a socket that they share, which this one then lets in, though
    nobody else's. Raises Stop.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise Stop(f"{host} is no address ({error.strerror}): set another with --host or CLUB_HOST") from None
    claimed = socket.socket(family, kind, protocol)
    claimed.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        claimed.bind(address)
    except OSError as error:
        claimed.close()
        raise Stop(
            f"Can't listen on {host} port {port} ({os.strerror(error.errno or 0)}): "
            f"{_WAYS_OUT.get(error.errno or 0, 'stop what uses it, or choose another with --port or --host')}"
        ) from None
    if REUSE_PORT is None:
        claimed.close()
    else:
        claimed.setsockopt(socket.SOL_SOCKET, REUSE_PORT, 1)
    return claimed


def answers(url: str, path: str) -> bool:
    """Whether anything answers HTTP there; what it says doesn't matter."""
    host = url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=ANSWER)
    try:
        connection.request("GET", path, headers={"User-Agent": "club serve"})
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
