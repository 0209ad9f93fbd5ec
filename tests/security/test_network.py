"""No socket is opened but to the configured host, and nobody is told that clickgate is used."""

import json
import os
import subprocess
import sys
import textwrap
import threading

import pytest

from tests.support.raw_server import RawServer, http

PROGRAM = """
import json, sys
asked = []

def watch(event, args):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        asked.append([event, str(args[1] if event == "socket.connect" else args[0])])

sys.addaudithook(watch)
from clickgate import Client

with Client("pk_1_AAAA", base_url=sys.argv[1], workspace_id="1", transport=sys.argv[2]) as client:
    client.users.get_current()
    print("held", flush=True)
    client.tasks.list("1")
print(json.dumps(asked))
"""


def remote_ports(pid):
    """Ports at the other end of every TCP connection that a process holds, as the kernel tells."""
    inodes = set()
    for descriptor in os.scandir(f"/proc/{pid}/fd"):
        target = os.readlink(descriptor.path)
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    ports = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        with open(f"/proc/{pid}/net/{table}") as lines:
            for line in list(lines)[1:]:
                fields = line.split()
                if fields[9] in inodes:
                    ports.add(int(fields[2].rpartition(":")[2], 16))
    return ports - {0}


@pytest.mark.skipif(not os.path.exists("/proc/self/net/tcp"), reason="asks the Linux kernel for the open sockets")
@pytest.mark.parametrize("transport", ["pyreqwest", "httpx2"])
def test_the_only_host_spoken_to_is_the_one_configured(transport):
    """Python's own sockets are heard of by audit, those of the HTTP library are read off the kernel in mid-call."""
    hold, reached = threading.Event(), threading.Event()

    def answer(request):
        if b"/task" in request:
            reached.set()
            hold.wait(20)
        return http("200 OK", b'{"user": {"id": 1}, "tasks": []}', "content-type: application/json")

    with RawServer(answer) as server, RawServer(lambda _: http("200 OK")) as trap:
        environment = os.environ | dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), trap.url)
        program = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(PROGRAM), server.url, transport],
            env=environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert reached.wait(20)
        ports = remote_ports(program.pid)
        hold.set()
        output, _ = program.communicate(timeout=20)

    assert ports == {server.port}
    assert trap.connections == 0
    told = json.loads(output.splitlines()[-1])
    for event, where in told:
        assert where == "127.0.0.1" if event == "socket.getaddrinfo" else str(server.port) in where
    assert program.returncode == 0


def test_nothing_is_sent_when_a_client_is_made_or_closed():
    program = """
    import sys
    sys.addaudithook(lambda event, args: event.startswith("socket.") and sys.exit(f"used {event}"))
    from clickgate import Client
    client = Client("pk_1_AAAA", workspace_id="1")
    client.close()
    """

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=60, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
