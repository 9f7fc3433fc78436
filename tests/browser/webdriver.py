# SPDX-License-Identifier: BSD-3-Clause
"""A browser driven over WebDriver (W3C), with nothing but Python's library.

Chromium's driver speaks plain HTTP to this machine; what WebDriver cannot do (paper, dark mode,
what was asked of the network) goes through it to the browser's own protocol."""

import base64
import json
import re
import shutil
import subprocess
import urllib.request


class Missing(Exception):
    """There is no such browser here."""


def find(*names):
    for name in names:
        path = shutil.which(name)
        if path:
            return path
    raise Missing("none of " + ", ".join(names) + " is installed")


class Browser:
    def __init__(self):
        chromium = find("chromium", "chromium-browser", "google-chrome")
        driver = find("chromedriver")
        self.driver = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True)
        self.session = None
        try:
            self.base = f"http://127.0.0.1:{self.port()}"
            self.session = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": {
                "browserName": "chrome",
                "goog:chromeOptions": {"binary": chromium, "args": [
                    "--headless=new", "--no-sandbox", "--disable-gpu",
                    "--disable-dev-shm-usage", "--disable-background-networking",
                    "--no-first-run", "--window-size=1100,900"]},
                "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            }}})["sessionId"]
        except BaseException:
            self.close()
            raise

    def port(self):
        for line in self.driver.stdout:
            found = re.search(r"successfully on port (\d+)", line)
            if found:
                return int(found[1])
        raise Missing("chromedriver does not start")

    def ask(self, method, path, body=None):
        request = urllib.request.Request(
            self.base + path, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"]) from None

    def tell(self, path, body):
        return self.ask("POST", f"/session/{self.session}{path}", body)

    def go(self, url):
        self.tell("/url", {"url": url})

    def run(self, script, *args):
        """The value that a function's body returns."""
        return self.tell("/execute/sync", {"script": script, "args": list(args)})

    def cdp(self, command, **params):
        return self.tell("/goog/cdp/execute", {"cmd": command, "params": params})

    def log(self, kind):
        """What was logged since the last time: "browser" is the console."""
        return self.tell("/se/log", {"type": kind})

    def requests(self):
        """Addresses that the page asked for since the last time."""
        events = [json.loads(e["message"])["message"] for e in self.log("performance")]
        return [e["params"]["request"]["url"] for e in events
                if e["method"] == "Network.requestWillBeSent"]

    def media(self, kind="screen", scheme="light"):
        self.cdp("Emulation.setEmulatedMedia", media=kind,
                 features=[{"name": "prefers-color-scheme", "value": scheme}])

    def width(self, pixels, height=900):
        self.cdp("Emulation.setDeviceMetricsOverride", width=pixels, height=height,
                 deviceScaleFactor=1, mobile=pixels < 500)

    def save(self, path, width):
        """A picture of the whole page, all of which is laid out: so high is the screen then."""
        self.width(width, self.run("return document.documentElement.scrollHeight"))
        shot = self.cdp("Page.captureScreenshot")
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))

    def print_to(self, path):
        paper = self.cdp("Page.printToPDF", printBackground=False)
        with open(path, "wb") as file:
            file.write(base64.b64decode(paper["data"]))

    def close(self):
        if self.session:
            self.ask("DELETE", f"/session/{self.session}")
        self.driver.terminate()
        self.driver.wait()
        self.driver.stdout.close()
