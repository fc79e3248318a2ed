"""A mail server that behaves, or misbehaves, as the recipient's address asks.

Prints one JSON object a line: first {"port", "ca"}, then one for each message it took. Ends at the line "end" or
when stdin is closed; any other line lets go of everyone who is kept waiting.

Usage: mail_server.py FOLDER [starttls] [tls] [auth] [greet554]
"""
import asyncio
import base64
import concurrent.futures
import datetime
import ipaddress
import json
import logging
import pathlib
import ssl
import sys
import threading
import warnings

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# What goes wrong here goes wrong on purpose.
logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)
warnings.simplefilter("ignore")

folder = pathlib.Path(sys.argv[1])
options = set(sys.argv[2:])
let_go = threading.Event()


def say(value):
    print(json.dumps(value), flush=True)


def certify():
    """An authority of our own, and a certificate for this machine signed by it."""
    now = datetime.datetime.now(datetime.timezone.utc)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])

    def build(subject, public_key):
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(ca_name).public_key(public_key)
        builder = builder.serial_number(x509.random_serial_number())
        return builder.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))

    ca = build(ca_name, ca_key.public_key())
    ca = ca.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(ca_key, hashes.SHA256())
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = build(subject, key.public_key())
    certificate = certificate.add_extension(x509.SubjectAlternativeName(names), critical=False)
    certificate = certificate.sign(ca_key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    (folder / "server.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(pem)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


class Server(SMTP):
    async def _handle_client(self):
        if "greet554" in options:
            await self.push("554 5.7.1 No service here")
            self.transport.close()
            return
        await super()._handle_client()

    async def smtp_DATA(self, arg):
        if self.envelope.rcpt_tos[0].startswith("drop"):
            await self.push("354 Go on")
            await self._reader.read(10)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if address.startswith("unwelcome"):
            return "550 5.7.1 Sender refused"
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("later"):
            return "451 4.7.1 Greylisted, come back for " + address
        if address.startswith("gone"):
            return f"550-5.1.1 <{address}>: no such person\r\n550 5.1.1 not {address.split('@')[0]} here"
        if address.startswith("waits"):
            await asyncio.get_running_loop().run_in_executor(None, let_go.wait)
        if address.startswith("silent"):
            await asyncio.sleep(60)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        recipient = envelope.rcpt_tos[0]
        if recipient.startswith("full"):
            return "452 4.2.2 Mailbox full for now"
        if recipient.startswith("spam"):
            return "554 5.7.1 Looks like spam"
        if recipient.startswith("lost"):
            server.transport.abort()
            return "250 OK"
        say({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "greeting": session.host_name,
            "encrypted": session.ssl is not None or "tls" in options,
            "signedIn": bool(session.authenticated),
            "content": base64.b64encode(envelope.original_content).decode(),
        })
        return "250 2.0.0 Taken as 4711"


def authenticate(server, session, envelope, mechanism, data):
    right = data.login == b"safeloop" and data.password == b"right \xc2\xa3 password"
    # Not `handled`, or the server would never answer.
    return AuthResult(success=right, handled=False)


def session():
    wants_auth = "auth" in options
    return Server(
        Handler(),
        hostname="localhost",
        tls_context=context if "starttls" in options else None,
        require_starttls="starttls" in options,
        authenticator=authenticate if wants_auth else None,
        auth_required=wants_auth,
        auth_require_tls="starttls" in options,
        loop=asyncio.get_running_loop(),
    )


def follow_orders():
    for line in sys.stdin:
        if line.strip() == "end":
            break
        let_go.set()
    let_go.set()


async def serve():
    loop = asyncio.get_running_loop()
    # Enough threads for everyone who is kept waiting and for the orders.
    loop.set_default_executor(concurrent.futures.ThreadPoolExecutor(40))
    server = await loop.create_server(session, "127.0.0.1", 0, ssl=context if "tls" in options else None)
    say({"port": server.sockets[0].getsockname()[1], "ca": str(folder / "ca.pem")})
    await loop.run_in_executor(None, follow_orders)


context = certify()
asyncio.run(serve())
