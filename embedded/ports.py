"""Which TCP ports are free on this machine."""

import random
import socket

from embedded.errors import EmbeddedError

# Below 32768, where Linux begins to hand out ports to outgoing connections: a remembered port stays free.
OUR_PORTS = range(20_000, 32_000)


class PortTaken(EmbeddedError):
    """The port we were told to use is in use."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__(f"Port {port} is in use. Stop what uses it, or choose another with --port.")


class NoSuchPort(EmbeddedError):
    """That is no port."""

    def __init__(self) -> None:
        super().__init__("A port is a number from 1 to 65534; the page takes the next one. Choose one with --port.")


def require_free_port(port: int, host: str = "127.0.0.1") -> None:
    """Raises PortTaken when something listens on the port, NoSuchPort when there is none of this number."""
    if not 0 < port < 65536:
        raise NoSuchPort
    if not port_is_free(port, host):
        raise PortTaken(port)


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether we could listen there now. Connections that are only fading away do not count."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def find_free_port(remembered: int | None = None) -> int:
    """The remembered port if it is still free, else another."""
    if remembered is not None and port_is_free(remembered):
        return remembered
    for port in random.sample(OUR_PORTS, 200):
        if port_is_free(port):
            return port
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])
