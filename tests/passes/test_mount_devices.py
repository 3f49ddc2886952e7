"""Devices of the host."""

from __future__ import annotations

from pass_migrate.passes.mount_devices import mount_devices
from tests.passes.building import after, application, asked, dropped, said, service


def test_a_device_is_a_question_and_left_out_meanwhile() -> None:
    """Without an answer the container gets no device and no rights."""
    device = (said("/dev/ttyUSB0", "source"), said("/dev/tty", "target"), said("rw", "permissions"))
    app = mount_devices(application(service("a", devices=(device,))))
    assert (after(app, "a").mounts, after(app, "a").security.privileged) == ((), None)
    assert asked(app) == ["devices/a"]
    assert dropped(app) == {
        "source": "host-device",
        "target": "host-device",
        "permissions": "device-permissions",
    }


def test_with_privilege_the_file_of_the_node_is_mounted() -> None:
    """The answer mounts it where Docker would, and makes the container privileged."""
    device = (said("/dev/ttyUSB0"), said("/dev/tty"), said("rwm"))
    app = mount_devices(application(service("a", devices=(device,)), answers={"devices/a": "privileged"}))
    workload = after(app, "a")
    [mount] = workload.mounts
    assert mount.place is not None
    assert mount.place.name is not None
    assert (mount.place.kind.value, mount.place.name.value, mount.target.value) == (
        "host",
        "/dev/ttyUSB0",
        "/dev/tty",
    )
    assert workload.security.privileged is not None
    assert workload.security.privileged.value
    assert mount_devices(app).workloads == app.workloads
