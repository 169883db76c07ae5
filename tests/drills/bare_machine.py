"""A fresh Debian stable in a folder, in which an ordinary user has a copy of this checkout.

Whatever is mounted or started in it lives in namespaces of its own, which end with the first
process in them: nothing of it outlives its program, and nothing of this machine is ever below the
folder when that is removed.
"""

import ast
import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.drills.machine import missing, program, require_root
from tests.processes import PROJECT, kill_group

USER: Final = "reporter"
PACKAGES: Final = ("python3-venv", "make")
# What a fresh clone would not have.
_NOT_IN_A_CLONE: Final = (".git", ".venv*", "var", ".env", "__pycache__", ".*_cache")
_APART: Final = ("unshare", "--mount", "--pid", "--fork", "--kill-child")


@dataclass(frozen=True)
class BareMachine:
    root: Path
    # What pip is told on this machine, and the proxies that lead out of it.
    variables: dict[str, str]

    @contextlib.contextmanager
    def running(self, command: str, *, log: Path) -> Iterator[subprocess.Popen[bytes]]:
        """Run the shell's command in the checkout, as the user; its words go to the log."""
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*_APART, "sh", "-ec", self._script(command)],
                env={
                    "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
                    "LANG": "C.UTF-8",
                    "HOME": f"/home/{USER}",
                    "USER": USER,
                    **self.variables,
                },
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            kill_group(process.pid)
            process.wait()

    def _script(self, command: str) -> str:
        root = shlex.quote(str(self.root))
        inside = shlex.quote(f"cd /home/{USER}/newsroom && {command}")
        return "\n".join(
            (
                f"mount -t proc proc {root}/proc",
                f"mount --rbind /dev {root}/dev",
                *map(self._mount, sorted(_paths_in(self.variables))),
                # Not `exec`: the shell is the first process there, and buries orphans.
                f"chroot --userspec={USER}:{USER} {root} sh -c {inside}",
                "exit $?",
            )
        )

    def _mount(self, path: Path) -> str:
        """Show a file or folder of this machine, for reading, where it is here, too."""
        source, target = shlex.quote(str(path)), shlex.quote(f"{self.root}{path}")
        made = f"mkdir -p {target}"
        if path.is_file():
            parent = shlex.quote(f"{self.root}{path.parent}")
            made = f"mkdir -p {parent}; test -e {target} || touch {target}"
        return f"{made}; mount --bind -o ro {source} {target}"


def make_bare_machine(folder: Path) -> BareMachine:
    require_root()
    debootstrap = program("debootstrap", package="debootstrap")
    program("unshare", package="util-linux")
    mirror = _mirror()
    root = folder / "root"
    script = (
        f"{shlex.quote(debootstrap)} --variant=minbase --include={','.join(PACKAGES)}"
        f" stable {shlex.quote(str(root))} {shlex.quote(mirror)}"
        f" && chroot {shlex.quote(str(root))} useradd --create-home {USER}"
    )
    _run_apart(script, log=folder / "debootstrap.log", variables=_proxies_of_apt())
    # Names are looked up as they are here.
    for name in ("resolv.conf", "hosts"):
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(f"/etc/{name}", root / "etc" / name)
    home = f"/home/{USER}"
    shutil.copytree(
        PROJECT,
        Path(f"{root}{home}/newsroom"),
        ignore=shutil.ignore_patterns(*_NOT_IN_A_CLONE),
    )
    subprocess.run(["chroot", root, "chown", "-R", f"{USER}:{USER}", home], check=True)
    return BareMachine(root, {**_proxies(), **_settings_of_pip()})


def _run_apart(script: str, *, log: Path, variables: dict[str, str]) -> None:
    """Run the script to its end, in namespaces of its own."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*_APART, "sh", "-ec", script],
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **variables},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        code = process.wait()
    finally:
        kill_group(process.pid)
        process.wait()
    assert code == 0, log.read_text(errors="replace")[-3000:]


def _mirror() -> str:
    """Return the address of Debian's packages that apt has on this machine."""
    apt = program("apt-get", package="apt")
    wanted = ("Label: Debian", "Component: main", "Created-By: Packages")
    told = subprocess.run(
        [apt, "indextargets", "--format", "$(SITE)", *wanted],
        capture_output=True,
        text=True,
        check=True,
    )
    return next(iter(told.stdout.split()), None) or missing(
        "apt knows no mirror of Debian here. Run on Debian: apt-get update"
    )


def _proxies_of_apt() -> dict[str, str]:
    """Return the proxies that apt is told to use, as programs expect them."""
    found = _proxies()
    for scheme in ("http", "https"):
        told = subprocess.run(
            ["apt-config", "--format", "%v%n", "dump", f"Acquire::{scheme}::Proxy"],
            capture_output=True,
            text=True,
            check=True,
        )
        if address := told.stdout.strip():
            found[f"{scheme}_proxy"] = address
    return found


def _proxies() -> dict[str, str]:
    """Return the proxies in the environment that this process was started with.

    Since then the tests' settings have taken them out of `os.environ`.
    """
    words = Path("/proc/self/environ").read_text(errors="replace").split("\0")
    pairs = (word.partition("=")[::2] for word in words)
    return {name: value for name, value in pairs if name.lower().endswith("_proxy")}


def _settings_of_pip() -> dict[str, str]:
    """Return what pip is told on this machine, in files or variables, as its variables."""
    told = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.findall(r"^(\S+)\.([\w-]+)=(.+)$", told.stdout, re.MULTILINE)
    # Variables count for more than files.
    found.sort(key=lambda setting: setting[0].startswith(":env:"))
    return {
        f"PIP_{name.upper().replace('-', '_')}": " ".join(str(ast.literal_eval(value)).split())
        for _where, name, value in found
    }


def _paths_in(variables: dict[str, str]) -> set[Path]:
    """Return the files and folders of this machine that pip's settings name."""
    words = (word for value in variables.values() for word in value.split())
    paths = (Path(word.removeprefix("file://")) for word in words)
    # The pages of an index, in `simple`, link to packages beside it.
    whole = (path.parent if path.name == "simple" else path for path in paths)
    return {path for path in whole if path.is_absolute() and path.exists()}
