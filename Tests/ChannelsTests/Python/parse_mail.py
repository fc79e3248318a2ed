"""Reads a JSON list of mails in base64 and prints what Python's parser makes of each."""
import base64
import email
import email.policy
import email.utils
import json
import sys
from email.header import decode_header, make_header


def people(raw, name):
    """By the older of Python's two parsers: the newer leaves the blank between two encoded words standing in names,
    which RFC 2047 (6.2) says to drop."""
    values = email.message_from_bytes(raw, policy=email.policy.compat32).get_all(name, [])
    found = email.utils.getaddresses([value.replace("\r\n", "") for value in values])
    return [[str(make_header(decode_header(name))), address] for name, address in found]


def newer(message, name):
    return [address.addr_spec for address in message[name].addresses]


def defects(part):
    found = [type(d).__name__ for d in part.defects]
    for value in part.values():
        found += [type(d).__name__ for d in getattr(value, "defects", [])]
    if part.is_multipart():
        for child in part.iter_parts():
            found += defects(child)
    return found


def optional(value):
    return None if value is None else str(value)


def content(part):
    return part.get_payload(decode=True).decode(part.get_content_charset("ascii"))


def read(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain",))
    calendar = next((p for p in message.walk() if p.get_content_type() == "text/calendar"), None)
    return {
        "from": people(raw, "from"),
        "to": people(raw, "to"),
        "replyTo": people(raw, "reply-to"),
        "addresses": newer(message, "from") + newer(message, "to"),
        "subject": str(message["subject"]),
        "id": str(message["message-id"]),
        "date": int(message["date"].datetime.timestamp()),
        "inReplyTo": optional(message["in-reply-to"]),
        "references": optional(message["references"]),
        "list": optional(message["list-id"]),
        "automatic": optional(message["auto-submitted"]),
        "unsent": optional(message["x-unsent"]),
        "names": message.keys(),
        "text": content(body),
        "method": calendar.get_param("method") if calendar else None,
        "calendar": content(calendar) if calendar else None,
        "attachments": [
            [p.get_filename(), p.get_content_type(), base64.b64encode(p.get_payload(decode=True)).decode()]
            for p in message.iter_attachments()
            if p.get_content_disposition() == "attachment"
        ],
        "defects": defects(message),
        "longestLine": max(len(line) for line in raw.split(b"\r\n")),
        "clean": all(byte in (9, 10, 13) or 32 <= byte < 127 for byte in raw)
        and raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r"),
    }


json.dump([read(base64.b64decode(item)) for item in json.load(sys.stdin)], sys.stdout)
