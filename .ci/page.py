#!/usr/bin/env python3
"""Opens the emulator's page in a headless Chromium and checks what it shows.

    .ci/page.py PROGRAM [CHROMIUM]

PROGRAM is the built provider. Chromium is spoken to over its pipe, so Python needs nothing else.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

HOSTILE = "<script>window.struck = 1</script><img src=x onerror='window.struck = 1'>"
MANY = 1000


class Browser:
    """A Chromium with one page."""

    def __init__(self, program, url):
        to_browser, self.to = os.pipe()
        self.from_, from_browser = os.pipe()
        self.profile = tempfile.mkdtemp()

        def pipes():
            # Chromium reads from 3 and writes to 4.
            a, b = os.dup(to_browser), os.dup(from_browser)
            os.dup2(a, 3)
            os.dup2(b, 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu",
             "--no-first-run", "--no-proxy-server", f"--user-data-dir={self.profile}", "about:blank"],
            preexec_fn=pipes, close_fds=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self.number = 0
        self.rest = b""
        self.session = None
        self.problems = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.call("Page.navigate", url=url)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"FAILED: Chromium refused {method}: {answer['error']}")
                return answer["result"]
            self.note(answer)

    def note(self, event):
        if event.get("method") == "Runtime.exceptionThrown":
            self.problems.append(event["params"]["exceptionDetails"]["text"])
        if event.get("method") == "Page.javascriptDialogOpening":
            self.problems.append("a dialog was opened")
        if event.get("method") == "Log.entryAdded":
            entry = event["params"]["entry"]
            if entry["source"] in ("security", "violation"):
                self.problems.append(entry["text"])

    def read(self):
        while b"\0" not in self.rest:
            some = os.read(self.from_, 1 << 16)
            if not some:
                sys.exit("FAILED: Chromium ended")
            self.rest += some
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            return None  # the page is not that far yet
        return result["result"].get("value")

    def wait(self, what, expression, seconds=20):
        end = time.time() + seconds
        while time.time() < end:
            if self.value(expression):
                print("ok  ", what)
                return
            time.sleep(0.1)
        page = self.value("document.body.innerText.slice(0, 2000)")
        sys.exit(f"FAILED: {what}\n{expression}\n{page}")

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


def ask(endpoint, method, path, body=None, signed=False):
    headers = {"Content-Type": "application/json"}
    if signed:
        headers["Authorization"] = (
            "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/lambda/aws4_request, "
            "SignedHeaders=host, Signature=" + "a" * 64
        )
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(endpoint + path, data, headers, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request) as answer:
        return json.load(answer)


def start(program, *arguments):
    emulator = subprocess.Popen([program, "emulator", *arguments], stdout=subprocess.PIPE, text=True)
    return emulator, emulator.stdout.readline().split()[-1]


def main():
    program = sys.argv[1]
    chromium = sys.argv[2] if len(sys.argv) > 2 else shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        sys.exit("FAILED: there is no Chromium: apt-get install chromium, or name one")
    emulator, endpoint = start(program, "--port", "0", "--settle", "3s", "--rate", "1000000")
    mappings = [
        {"FunctionName": f"f{i}", "EventSourceArn": f"arn:aws:sqs:eu-west-1:000000000000:q{i}"}
        for i in range(MANY)
    ]
    ask(endpoint, "POST", "/_awslambda/seed", {"region": "eu-west-1", "mappings": mappings})
    ask(endpoint, "POST", "/_awslambda/faults", {"faults": [
        {"operation": "DeleteEventSourceMapping", "times": 2,
         "effect": {"error": {"code": HOSTILE, "message": HOSTILE}}}]})
    browser = Browser(chromium, endpoint + "/")
    try:
        check(browser, endpoint)
        emulator.kill()
        emulator.wait()
        browser.wait("it says that the emulator has stopped",
                     "!document.getElementById('stopped').hidden"
                     " && document.getElementById('stopped').textContent.includes('stopped')")
        browser.wait("it still shows what it saw", f"document.getElementById('mappings').rows.length >= {MANY}")
        port = endpoint.rsplit(":", 1)[1]
        emulator, endpoint = start(program, "--port", port)
        browser.wait("it goes on with the next emulator",
                     "document.getElementById('stopped').hidden"
                     " && document.getElementById('mappings').rows.length === 0")
        if browser.problems:
            sys.exit(f"FAILED: {browser.problems}")
        print("ok   no exception, no dialog, nothing against the policy")
    finally:
        browser.close()
        emulator.kill()


def check(browser, endpoint):
    rows = "document.getElementById('mappings').rows"
    browser.wait(f"{MANY} mappings are shown", f"{rows}.length === {MANY}")
    path = "/2015-03-31/event-source-mappings/"
    made = ask(endpoint, "POST", path, {
        "FunctionName": "made", "EventSourceArn": "arn:aws:sqs:eu-west-1:000000000000:made"}, signed=True)
    browser.wait("a new mapping is being created", f"[...{rows}].some(it => it.innerText.includes('Creating'))")
    browser.wait("its state moves by itself",
                 f"[...{rows}].some(it => it.innerText.includes('{made['UUID']}') && it.innerText.includes('Enabled'))")
    ask(endpoint, "POST", f"/_awslambda/mappings/{made['UUID']}", {"last_processing_result": HOSTILE})
    browser.wait("markup in a name is text", f"[...{rows}].some(it => it.textContent.includes({json.dumps(HOSTILE)}))")
    try:
        ask(endpoint, "DELETE", path + made["UUID"], signed=True)
        sys.exit("FAILED: the ordered fault did not strike")
    except urllib.error.HTTPError:
        pass
    requests = "document.getElementById('requests').rows"
    browser.wait("the journal shows call, status and error",
                 f"{requests}[0]?.innerText.includes('DeleteEventSourceMapping')"
                 f" && {requests}[0].innerText.includes('500')"
                 f" && {requests}[0].textContent.includes('<script>')")
    browser.value(f"{requests}[1].click()")
    browser.wait("a body is shown on demand",
                 "document.getElementById('detail').textContent.includes('\"FunctionName\": \"made\"')")
    browser.wait("what is left of the faults is shown",
                 "document.getElementById('faults').textContent.includes('1 times')")
    browser.wait("the quota is shown", "document.getElementById('quota').textContent.includes('eu-west-1')")
    browser.value("const it = document.getElementById('search'); it.value = 'q77'; it.dispatchEvent(new Event('input'))")
    browser.wait("a search leaves what matches", f"[...{rows}].filter(it => !it.hidden).length === 11")
    browser.wait("no script of a name ran",
                 "window.struck === undefined && document.querySelectorAll('main script, main img').length === 0")
    took = browser.value("(() => { const t = performance.now(); showMappings([...Array(1000).keys()].map(i =>"
                         " ({ UUID: 'x' + i, State: 'Enabled' }))); return performance.now() - t; })()")
    print(f"ok   1000 new rows are made in {took:.0f} ms")


if __name__ == "__main__":
    main()
