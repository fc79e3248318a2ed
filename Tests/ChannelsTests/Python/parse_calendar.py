"""Reads a JSON list of calendar files and prints what the icalendar library makes of each."""
import datetime
import json
import sys

import icalendar


def moment(value):
    if isinstance(value, datetime.datetime):
        return str(int(value.timestamp()))
    return value.isoformat()


def zone(prop):
    return str(prop.params.get("TZID", "")) if hasattr(prop, "params") else ""


def person(prop):
    return {
        "uri": str(prop),
        "name": str(prop.params.get("CN", "")),
        "answer": str(prop.params.get("PARTSTAT", "")),
        "rsvp": str(prop.params.get("RSVP", "")),
    }


def text(event, name):
    return str(event[name]) if name in event else ""


def event(item):
    attendees = item.get("ATTENDEE", [])
    if not isinstance(attendees, list):
        attendees = [attendees]
    return {
        "uid": text(item, "UID"),
        "sequence": int(item["SEQUENCE"]),
        "start": moment(item["DTSTART"].dt),
        "end": moment(item["DTEND"].dt),
        "zone": zone(item["DTSTART"]),
        "summary": text(item, "SUMMARY"),
        "location": text(item, "LOCATION"),
        "description": text(item, "DESCRIPTION"),
        "url": text(item, "URL"),
        "status": text(item, "STATUS"),
        "modified": moment(item["LAST-MODIFIED"].dt),
        "organiser": person(item["ORGANIZER"]) if "ORGANIZER" in item else None,
        "attendees": [person(a) for a in attendees],
    }


def read(source):
    calendar = icalendar.Calendar.from_ical(source)
    raw = source.encode()
    return {
        "method": str(calendar["METHOD"]),
        "name": str(calendar.get("NAME", "")).replace("\\,", ","),
        "events": [event(item) for item in calendar.walk("VEVENT")],
        "zones": len(calendar.walk("VTIMEZONE")),
        "errors": [str(e) for item in calendar.walk() for e in item.errors],
        "longestLine": max(len(line) for line in raw.split(b"\r\n")),
        "onlyCRLF": raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r") and raw.endswith(b"\r\n"),
    }


json.dump([read(item) for item in json.load(sys.stdin)], sys.stdout)
