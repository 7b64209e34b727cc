"""The model that real laptops and a real server are held to: held = made - still on the laptop."""

from client.laptop import Laptop
from server.config import Settings
from shared.digest import sha256_hex
from tests.system.headquarters import Headquarters
from tests.system.laptop import chain, device_of


def look(server: Headquarters, laptop: Laptop, photo: bytes = b"") -> None:
    """Hold both sides to the model, at any moment; `photo` is the one file that the laptop has."""
    made, held = chain(laptop), server.held(device_of(laptop))
    assert held == made[: len(held)], "twice, changed or out of order"
    assert laptop.journal.held_through() <= len(held), "called held, and is not"
    if laptop.attachments.standing().held:
        assert kept(server, photo), "called held, and is not"


def look_when_done(server: Headquarters, laptop: Laptop, photo: bytes = b"") -> None:
    """Hold both sides to the model when the laptop says that nothing waits."""
    assert server.held(device_of(laptop)) == chain(laptop)
    assert not photo or kept(server, photo)


def kept(server: Headquarters, photo: bytes) -> bool:
    """Tell whether the server keeps a file, whole."""
    name = sha256_hex(photo)
    file = Settings(home=server.home).attachments / name[:2] / name
    return file.exists() and file.read_bytes() == photo
