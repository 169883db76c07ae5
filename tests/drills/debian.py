"""A fresh Debian stable in a folder, which can have a copy of this checkout.

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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.drills.machine import missing, program, require_root
from tests.processes import PROJECT, kill_group

# What a fresh clone would not have.
_NOT_IN_A_CLONE: Final = (".git", ".venv*", "var", ".env", "__pycache__", ".*_cache")
_APART: Final = ("unshare", "--mount", "--pid", "--fork", "--kill-child")
PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Debian:
    root: Path
    # What pip is told on this machine, and the proxies that lead out of it.
    variables: dict[str, str]

    @contextlib.contextmanager
    def running(
        self, command: str, *, log: Path, user: str = "root", folder: str = "/", **variables: str
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Run the shell's command in the folder, as the user; its words go to the log."""
        script = self._script(command, user=user, folder=folder)
        variables = {**environment_of(user), **self.variables, **variables}
        with _apart(script, log=log, variables=variables) as process:
            yield process

    def run(self, command: str, *, log: Path, **variables: str) -> None:
        """Run it to its end, as root; one that fails says why."""
        with self.running(command, log=log, **variables) as process:
            assert process.wait() == 0, log.read_text(errors="replace")[-3000:]

    def add_checkout(self, folder: str) -> None:
        """Put there what a fresh clone of this project would have; it is root's."""
        shutil.copytree(
            PROJECT,
            self.path(folder),
            ignore=shutil.ignore_patterns(*_NOT_IN_A_CLONE),
            dirs_exist_ok=True,
        )

    def path(self, inside: str) -> Path:
        """Return where a path of that machine is on this one."""
        return Path(f"{self.root}{inside}")

    def _script(self, command: str, *, user: str, folder: str) -> str:
        root = shlex.quote(str(self.root))
        inside = shlex.quote(f"cd {shlex.quote(folder)} && {command}")
        return "\n".join(
            (
                f"mount -t proc proc {root}/proc",
                f"mount --rbind /dev {root}/dev",
                *map(self._mount, sorted(_paths_in(self.variables))),
                # Not `exec`: the shell is the first process there, and buries orphans.
                f"chroot --userspec={user}:{user} {root} sh -c {inside}",
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


def environment_of(user: str) -> dict[str, str]:
    """Return what a log-in of the user has in its environment."""
    home = "/root" if user == "root" else f"/home/{user}"
    return {"PATH": PATH, "LANG": "C.UTF-8", "HOME": home, "USER": user}


def make_debian(folder: Path, packages: Sequence[str]) -> Debian:
    """Install the smallest Debian and these packages; its root is a folder in that one."""
    require_root()
    debootstrap = program("debootstrap", package="debootstrap")
    program("unshare", package="util-linux")
    root, log = folder / "root", folder / "debootstrap.log"
    words = (
        debootstrap,
        *("--variant=minbase", f"--include={','.join(packages)}"),
        *("stable", str(root), _mirror()),
    )
    variables = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **proxies_of_apt()}
    with _apart(shlex.join(words), log=log, variables=variables) as process:
        assert process.wait() == 0, log.read_text(errors="replace")[-3000:]
    # Nothing here has to outlive a power cut; it is what takes dpkg longest.
    (root / "etc/dpkg/dpkg.cfg.d/drill").write_text("force-unsafe-io\n")
    # Names are looked up as they are here.
    for name in ("resolv.conf", "hosts"):
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(f"/etc/{name}", root / "etc" / name)
    return Debian(root, {**_proxies(), **_settings_of_pip()})


@contextlib.contextmanager
def _apart(
    script: str, *, log: Path, variables: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run the script in namespaces of its own, which end with it or when the block does."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*_APART, "sh", "-ec", script],
            env=variables,
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


def proxies_of_apt() -> dict[str, str]:
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
