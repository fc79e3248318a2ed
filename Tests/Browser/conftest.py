"""A real server over the demonstration network, and a real browser. One server for all the tests of a run."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

PROGRAM = os.environ.get("SAFELOOP_PROGRAM")
PASSWORD = "violet-otter-stairs"
COORDINATOR = "ruth.adeyemi@regionalpartnershipoffice.example"
BOROUGH_LEAD = "priya.raman@merton.example"
SCHOOL_LEAD = "nadia.osei@thornbeckacademy.example"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@dataclass
class Folder:
    """A data folder with its key beside it."""

    path: Path

    @property
    def data(self):
        return self.path / "data"

    @property
    def environment(self):
        return {
            **os.environ,
            "SAFELOOP_DATA": str(self.data),
            "SAFELOOP_KEY": str(self.path / "keys" / "network.key"),
            "SAFELOOP_DEMO_PASSWORD": PASSWORD,
        }

    def run(self, *arguments, **options):
        return subprocess.run(
            [PROGRAM, *arguments], env=self.environment, capture_output=True, text=True, timeout=300, **options
        )


class Server:
    def __init__(self, folder, *arguments):
        self.folder = folder
        self.port = free_port()
        self.origin = f"http://localhost:{self.port}"
        self.arguments = arguments
        self.out = open(folder.path / "server.out", "w+")
        self.start()

    def start(self):
        """Starts it, or starts it again on the same port after it was killed."""
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--port", str(self.port), *(a.replace("ORIGIN", self.origin) for a in self.arguments)],
            env=self.folder.environment,
            stdout=self.out,
            stderr=subprocess.STDOUT,
        )
        # A test that fails half-way leaves none behind.
        atexit.register(self.process.kill)
        self.wait()

    def wait(self):
        for _ in range(300):
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended: {self.output()}")
            try:
                with urllib.request.urlopen(f"{self.origin}/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"the server did not become ready: {self.output()}")

    def output(self):
        self.out.flush()
        return Path(self.out.name).read_text()

    def stop(self, with_signal=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
            self.process.wait(timeout=30)
        self.out.close()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory):
    """A demonstration that no test changes: others are copied from it."""
    assert PROGRAM, "SAFELOOP_PROGRAM names no program: run scripts/test"
    folder = Folder(tmp_path_factory.mktemp("demonstration"))
    made = folder.run("demo")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture
def folder(demonstration, tmp_path):
    """A copy of the demonstration for one test to change or to break."""
    copy = Folder(tmp_path)
    shutil.copytree(demonstration.data, copy.data)
    shutil.copytree(demonstration.path / "keys", tmp_path / "keys")
    return copy


@pytest.fixture(scope="session")
def server(demonstration, tmp_path_factory):
    path = tmp_path_factory.mktemp("served")
    shutil.copytree(demonstration.data, path / "data")
    shutil.copytree(demonstration.path / "keys", path / "keys")
    server = Server(Folder(path))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


def sign_in(page, origin, email=COORDINATOR, password=PASSWORD):
    page.goto(f"{origin}/signin")
    page.get_by_label("Work e-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{origin}/")


@pytest.fixture
def visit(browser, server):
    """Opens a page, signed in: visit("/members"), visit("/", email=BOROUGH_LEAD, width=375, script=False)."""
    contexts = []

    def open_page(path, email=COORDINATOR, width=1280, script=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, locale="en-GB", base_url=server.origin
        )
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on(
            "console",
            lambda message: page.problems.append(message.text)
            if "Content Security Policy" in message.text
            else None,
        )
        sign_in(page, server.origin, email)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
