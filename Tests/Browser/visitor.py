"""A browser without scripts or pictures: keeps cookies, finds the forms of a page, sends them as they stand there."""

import html
import http.client
import re
import uuid
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def location(self):
        return self.headers.get("location")


class Visitor:
    def __init__(self, origin, timeout=20):
        self.origin = origin
        self.timeout = timeout
        self.cookies = {}
        self.csrf = ""

    def copy(self):
        """The same person at another window."""
        other = Visitor(self.origin, self.timeout)
        other.cookies, other.csrf = dict(self.cookies), self.csrf
        return other

    def ask(self, method, path, body=None, headers=None):
        split = urlsplit(self.origin)
        connection = http.client.HTTPConnection("127.0.0.1", split.port, timeout=self.timeout)
        try:
            sent = {"Host": split.netloc, **(headers or {})}
            if self.cookies:
                sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
            for name, value in response.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.split(";")[0]
            token = re.search(rb'name="csrf" value="([^"]+)"', answer.body)
            if token:
                self.csrf = token.group(1).decode()
            return answer
        finally:
            connection.close()

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, fields, command=None):
        """`fields` as pairs or a dictionary. The form's id is made where none is given."""
        pairs = list(fields.items()) if isinstance(fields, dict) else list(fields)
        pairs = [("csrf", self.csrf), ("command", command or str(uuid.uuid4()))] + pairs
        body = urlencode(pairs, quote_via=quote)
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def upload(self, path, fields, files, command=None):
        boundary = uuid.uuid4().hex
        parts = []
        for name, value in {"csrf": self.csrf, "command": command or str(uuid.uuid4()), **fields}.items():
            parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        for name, (file, content) in files.items():
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n'
            parts.append(head.encode() + content + b"\r\n")
        body = b"".join(parts) + f"--{boundary}--\r\n".encode()
        return self.ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def sign_in(self, email, password):
        self.get("/signin")
        answer = self.post("/signin", {"email": email, "password": password})
        assert answer.status == 303, answer.text
        # Any page of theirs has the token that their forms need.
        self.get("/account")
        return self

    def options(self, path, select):
        """What a page offers in one of its lists: values by label."""
        page = self.get(path).text
        found = re.search(rf'<select[^>]*name="{select}".*?</select>', page, re.S)
        assert found, f"{path} has no list {select}"
        pairs = re.findall(r'<option[^>]*value="([^"]*)"[^>]*>(.*?)</option>', found.group(), re.S)
        return {html.unescape(label): html.unescape(value) for value, label in pairs if value}


PASSWORD = "copper-lantern-tide"
EMAIL = "aldous.finch@harrow.example"


def begin(server):
    """Begins a new network at the printed link. Returns its coordinator, signed in."""
    link = re.search(r"/begin/\S+", server.output()).group()
    visitor = Visitor(server.origin)
    visitor.get(link)
    answer = visitor.post(
        link,
        {
            "network": "Riverside Safeguarding Forum",
            "organisation": "Harrow",
            "kind": "authority",
            "name": "Aldous Finch",
            "email": EMAIL,
            "password": PASSWORD,
            "again": PASSWORD,
        },
    )
    assert answer.status == 303, answer.text
    visitor.get("/account")
    return visitor
