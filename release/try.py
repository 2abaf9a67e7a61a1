#!/usr/bin/env python3
"""Installs a packed release with a real CLI in every way that users have, without a network.

    release/try.py OUT PUBLIC_KEY CLI...

OUT is the folder of release/package, PUBLIC_KEY the file of the key that signed the sums, CLI a
Terraform or OpenTofu. For each CLI: the unpacked zip and its `install` in a fresh home, a filesystem
mirror, a network mirror over TLS, a registry over TLS that hands out sums and signature, and for
OpenTofu an OCI registry. Each ends with `init` and `plan` against the emulator of the release.
Needs openssl, for a certificate of one day.
"""

import base64
import hashlib
import http.server
import json
import os
import pathlib
import ssl
import subprocess
import sys
import tempfile
import threading
import zipfile

NAME = "terraform-provider-awslambda"
MAPPING = """
variable "endpoint" { type = string }
provider "awslambda" {
  region     = "eu-west-1"
  access_key = "123456789012"
  secret_key = "test"
  endpoints {
    lambda = var.endpoint
    sts    = var.endpoint
  }
}
resource "awslambda_event_source_mapping" "it" {
  function_name    = "work"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
}
"""


class Release:
    """What release/package made."""

    def __init__(self, out, key):
        self.out = pathlib.Path(out).resolve()
        self.assets = self.out / "assets"
        [self.sums] = self.assets.glob("*_SHA256SUMS")
        self.version = self.sums.name.removeprefix(NAME + "_").removesuffix("_SHA256SUMS")
        self.key = pathlib.Path(key).read_text()
        machine = {"x86_64": "amd64", "aarch64": "arm64", "arm64": "arm64"}[os.uname().machine]
        self.platform = (os.uname().sysname.lower(), machine)
        self.zip = self.assets / f"{NAME}_{self.version}_{'_'.join(self.platform)}.zip"

    def hashes(self):
        with zipfile.ZipFile(self.zip) as archive:
            lines = sorted((name, hashlib.sha256(archive.read(name)).hexdigest()) for name in archive.namelist())
        text = "".join(f"{digest}  {name}\n" for name, digest in lines)
        h1 = "h1:" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        return [h1, "zh:" + hashlib.sha256(self.zip.read_bytes()).hexdigest()]

    def unpack(self, folder):
        with zipfile.ZipFile(self.zip) as archive:
            archive.extractall(folder)
        program = pathlib.Path(folder) / f"{NAME}_v{self.version}"
        program.chmod(0o755)
        return program


class Handler(http.server.SimpleHTTPRequestHandler):
    """A network mirror, a registry and an OCI registry on one port."""

    release = None
    mirror = None
    tampered = None

    def log_message(self, *_):
        pass

    def send(self, body, media_type="application/json", **headers):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        release, path = self.release, self.path.split("?")[0]
        system, machine = release.platform
        if path == "/.well-known/terraform.json":
            return self.send({"providers.v1": "/v1/providers/"})
        if path == "/v1/providers/acme/awslambda/versions":
            platform = {"os": system, "arch": machine}
            return self.send({"versions": [{"version": release.version, "protocols": ["6.0"], "platforms": [platform]}]})
        if path == f"/v1/providers/acme/awslambda/{release.version}/download/{system}/{machine}":
            return self.send({
                "protocols": ["6.0"], "os": system, "arch": machine, "filename": release.zip.name,
                "download_url": f"/assets/{release.zip.name}",
                "shasums_url": f"/assets/{release.sums.name}",
                "shasums_signature_url": f"/assets/{release.sums.name}.sig",
                "shasum": hashlib.sha256(release.zip.read_bytes()).hexdigest(),
                "signing_keys": {"gpg_public_keys": [{"key_id": "", "ascii_armor": release.key}]},
            })
        for prefix, folder in (("/assets/", release.assets), ("/mirror/", self.mirror)):
            file = folder / path.removeprefix(prefix)
            if path.startswith(prefix) and file.is_file():
                body = file.read_bytes()
                if self.tampered and path.endswith(self.tampered):
                    body = bytes([body[0] ^ 1]) + body[1:]
                return self.send(body, "application/json" if path.endswith(".json") else "application/octet-stream")
        if path.startswith("/v2/"):
            return self.oci(path.removeprefix("/v2/"))
        return self.send_error(404)

    def oci(self, path):
        if path == "":
            return self.send({})
        index = json.loads((self.release.out / "oci/index.json").read_text())["manifests"][0]
        if path.endswith("/tags/list"):
            return self.send({"name": path.removesuffix("/tags/list"), "tags": [index["annotations"]["org.opencontainers.image.ref.name"]]})
        digest = path.rsplit("/", 1)[-1]
        if digest == index["annotations"]["org.opencontainers.image.ref.name"]:
            digest = index["digest"]
        file = self.release.out / "oci/blobs" / digest.replace(":", "/")
        if not digest.startswith("sha256:") or not file.is_file():
            return self.send_error(404)
        body = file.read_bytes()
        media_type = "application/octet-stream"
        if "/manifests/" in path:
            media_type = json.loads(body)["mediaType"]
        return self.send(body, media_type, Docker_Content_Digest=digest)


def run(command, folder, environment, fails=False):
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if (done.returncode != 0) != fails:
        words = " ".join(map(str, command))
        sys.exit(f"FAILED: {words} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout + done.stderr


class Try:
    """One way to install, in a folder and a home of its own."""

    def __init__(self, cli, root, endpoint, certificate):
        self.cli, self.root = cli, pathlib.Path(tempfile.mkdtemp(dir=root))
        self.home, self.folder = self.root / "home", self.root / "configuration"
        self.home.mkdir()
        self.folder.mkdir()
        self.environment = {
            "HOME": str(self.home), "PATH": os.environ["PATH"], "CHECKPOINT_DISABLE": "1",
            "SSL_CERT_FILE": str(certificate), "TF_VAR_endpoint": endpoint,
            "AWS_EC2_METADATA_DISABLED": "true", "NO_PROXY": "127.0.0.1,localhost",
            "HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9",
        }

    def configuration(self, installation):
        file = self.root / "cli.tfrc"
        file.write_text("provider_installation {\n" + installation + "\n}\n")
        self.environment["TF_CLI_CONFIG_FILE"] = str(file)

    def init(self, source, version, fails=False):
        (self.folder / "main.tf").write_text(
            "terraform {\n  required_providers {\n    awslambda = {\n"
            f'      source  = "{source}"\n      version = "{version}"\n    }}\n  }}\n}}\n{MAPPING}'
        )
        return run([self.cli, "init", "-input=false", "-no-color"], self.folder, self.environment, fails)

    def plan(self):
        said = run([self.cli, "plan", "-input=false", "-no-color"], self.folder, self.environment)
        if "1 to add" not in said:
            sys.exit(f"FAILED: this plan does not add a mapping\n{said}")

    def locked(self, hashes):
        lock = (self.folder / ".terraform.lock.hcl").read_text()
        for wanted in hashes:
            if f'"{wanted}"' not in lock:
                sys.exit(f"FAILED: {wanted} is not in the lock file\n{lock}")


def main():
    release = Release(sys.argv[1], sys.argv[2])
    with tempfile.TemporaryDirectory() as root:
        root = pathlib.Path(root)
        program = release.unpack(root / "unpacked")
        certificate, key = root / "cert.pem", root / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate],
            check=True, capture_output=True)
        mirror = root / "mirror"
        local = "terraform.local/lambda/awslambda"
        run([program, "install", "--mirror", mirror], root, {"HOME": str(root), "PATH": os.environ["PATH"]})
        if (mirror / local / release.zip.name).read_bytes() != release.zip.read_bytes():
            sys.exit("FAILED: `install --mirror` packs other bytes than the release")
        Handler.release, Handler.mirror = release, mirror
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        emulator = subprocess.Popen([program, "emulator", "--port", "0"], stdout=subprocess.PIPE, text=True)
        endpoint = emulator.stdout.readline().split()[-1]
        try:
            for cli in sys.argv[3:]:
                every_way(cli, root, endpoint, certificate, release, program, f"localhost:{server.server_port}")
        finally:
            emulator.kill()


def every_way(cli, root, endpoint, certificate, release, program, host):
    local, version = "terraform.local/lambda/awslambda", release.version
    h1, zh = release.hashes()
    new = lambda: Try(cli, root, endpoint, certificate)
    said = run([cli, "version"], root, {"HOME": str(root), "PATH": os.environ["PATH"], "CHECKPOINT_DISABLE": "1"})
    print(said.splitlines()[0])

    it = new()
    run([program, "install"], it.folder, it.environment)
    it.init(local, version)
    it.plan()
    it.locked([h1])
    print("ok   the unpacked zip installs itself into a fresh home")

    it = new()
    it.configuration(f'filesystem_mirror {{\n path = "{Handler.mirror}"\n}}')
    it.init(local, version)
    it.plan()
    it.locked([h1])
    print("ok   a filesystem mirror")

    it = new()
    it.configuration(f'network_mirror {{\n url = "https://{host}/mirror/"\n}}')
    it.init(local, version)
    it.plan()
    # A mirror signs nothing, so the CLIs verify what it says of the zip and lock only what they see.
    it.locked([h1])
    Handler.tampered = ".zip"
    other = new()
    other.configuration(f'network_mirror {{\n url = "https://{host}/mirror/"\n}}')
    other.init(local, version, fails=True)
    Handler.tampered = None
    print("ok   a network mirror over TLS; another zip than the index names is refused")

    it = new()
    said = it.init(f"{host}/acme/awslambda", version)
    if "signed" not in said:
        sys.exit(f"FAILED: the signature was not looked at\n{said}")
    it.plan()
    it.locked([h1, zh])
    print("ok   a registry over TLS, which hands out sums and signature; the lock file has h1: and zh:")
    for tampered in (".zip", "_SHA256SUMS", ".sig"):
        Handler.tampered = tampered
        new().init(f"{host}/acme/awslambda", version, fails=True)
        Handler.tampered = None
        print(f"ok   refused from the registry: a changed {tampered}")

    if "OpenTofu" in run([cli, "version"], root, {"HOME": str(root), "PATH": os.environ["PATH"]}):
        it = new()
        it.configuration(f'oci_mirror {{\n repository_template = "{host}/${{namespace}}/${{type}}"\n include = ["terraform.local/*/*"]\n}}')
        it.init(local, version)
        it.plan()
        it.locked([h1])
        print("ok   an OCI registry over TLS")


if __name__ == "__main__":
    main()
