"""Odoo 19's source: Debian's package, a git clone, or one already on the machine."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from .layout import CACHE, HOME, LOG, digest
from .shell import Problem, done_before, mark_done, output, run, run_logged, step
from .system import GIT, ensure_programs

SRC = HOME / "src"
ROOT = SRC / "root"  # holds odoo/; for a git checkout also addons/
SUITE = "sid"
GIT_URL, GIT_BRANCH = "https://github.com/odoo/odoo", "19.0"
LANGUAGES = ("ar", "de", "es", "fr", "ja")  # of Odoo's own 850 MB of translations
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
PACKAGES = [
    "odoo-19",
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
]


def source_key() -> str:
    """Changes when another Odoo is to be used."""
    return digest(os.environ.get("ODOO_PATH", ""), SUITE, *PACKAGES, *LANGUAGES)


def ensure_source() -> None:
    stamp = SRC / ".stamp"
    if done_before(stamp, source_key()):
        return
    shutil.rmtree(SRC, ignore_errors=True)
    SRC.mkdir(parents=True)
    if "ODOO_PATH" in os.environ:
        _link_existing(Path(os.environ["ODOO_PATH"]).expanduser().absolute())
    elif has_debian():
        with step("Odoo 19 from Debian"):
            _unpack_all(_odoo_packages())
    else:
        with step("Odoo 19 from GitHub"):
            _clone()
    mark_done(stamp, source_key())


def _link_existing(given: Path) -> None:
    """Take the Odoo of ODOO_PATH: a checkout, or the folder of the package odoo."""
    root = next((r for r in (given, given.parent) if _is_odoo(r)), None)
    if not root:
        raise Problem(
            f"ODOO_PATH={given} holds no Odoo 19 (no odoo/release.py of 19.0)"
        )
    ROOT.symlink_to(root)


def _is_odoo(root: Path) -> bool:
    release = root / "odoo" / "release.py"
    return release.exists() and "version_info = (19, 0" in release.read_text()


def _clone() -> None:
    ensure_programs(GIT)
    command = ["git", "clone", "--quiet", "--depth", "1", "--branch", GIT_BRANCH]
    try:
        run_logged(LOG / "source.log", *command, GIT_URL, SRC / "git", timeout=1800)
    except (Problem, subprocess.TimeoutExpired):
        raise Problem(
            f"cannot clone {GIT_URL}: is there a network? "
            "Or set ODOO_PATH to an Odoo 19 on this machine"
        ) from None
    _link_existing(SRC / "git")


def _debian_codename() -> str:
    """ "bookworm" on Debian 12; empty on anything else."""
    release = Path("/etc/os-release")
    lines = release.read_text().splitlines() if release.exists() else []
    facts = {
        name: value.strip('"') for name, _, value in (x.partition("=") for x in lines)
    }
    return facts.get("VERSION_CODENAME", "") if facts.get("ID") == "debian" else ""


def _debian_mirror(codename: str) -> str:
    """The address of the Debian archive that this system uses already, or empty."""
    if not (codename and Path(KEYRING).exists()):
        return ""
    uris = output("apt-get", "update", "--print-uris", "-o", "Debug::NoLocking=1")
    found = re.search(rf"'(\S+)/dists/{codename}/main/binary-", uris)
    return found[1] if found else ""


def has_debian() -> bool:
    """Whether packages of Debian's other releases can be had."""
    return bool(_debian_mirror(_debian_codename()))


def _odoo_packages() -> list[Path]:
    try:
        return debian_packages("debs", SUITE, PACKAGES)
    except Problem:
        raise Problem(
            "cannot download Odoo 19 from Debian's archive: is there a network? Or set "
            f"ODOO_PATH to an Odoo 19 on this machine. Details: {LOG / 'source.log'}"
        ) from None


def debian_packages(name: str, suite: str, packages: list[str]) -> list[Path]:
    """The packages' files, downloaded once for all clones of this user.

    :param name: of their folder in the cache
    :param suite: taken from where the system's own release has none
    """
    codename = _debian_codename()
    debs, key = CACHE / name, digest(suite, codename, *packages)
    stamp = debs / ".stamp"
    if not done_before(stamp, key):
        shutil.rmtree(debs, ignore_errors=True)
        debs.mkdir(parents=True)
        _download(debs, suite, packages)
        mark_done(stamp, key)
    return sorted(debs.glob("*.deb"))


def _download(debs: Path, suite: str, packages: list[str]) -> None:
    log, codename = LOG / "source.log", _debian_codename()
    environ = _private_apt(_debian_mirror(codename), codename, suite)
    try:
        run_logged(log, "apt-get", "update", "-q", env=environ)
        run_logged(log, "apt-get", "download", "-q", *packages, env=environ, cwd=debs)
    finally:
        shutil.rmtree(HOME / "apt", ignore_errors=True)


def _private_apt(mirror: str, codename: str, suite: str) -> dict[str, str]:
    """An apt with its own sources, lists and cache; the system's stay untouched.

    The system's release comes first: sid's Font Awesome lacks the files Odoo links to.
    """
    apt = HOME / "apt"
    for folder in ("lists/partial", "cache/archives/partial"):
        (apt / folder).mkdir(parents=True, exist_ok=True)
    (apt / "status").touch()
    lines = (
        f"deb [signed-by={KEYRING}] {mirror} {s} main\n" for s in (codename, suite)
    )
    (apt / "sources.list").write_text("".join(lines))
    settings = {
        "Dir::Etc::SourceList": f"{apt}/sources.list",
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::Etc::Preferences": "/dev/null",
        "Dir::Etc::PreferencesParts": "/dev/null",
        "Dir::State::Lists": f"{apt}/lists",
        "Dir::State::Status": f"{apt}/status",
        "Dir::Cache": f"{apt}/cache",
        "APT::Default-Release": codename,
        "APT::Get::AllowUnauthenticated": "false",
        "APT::Sandbox::User": "",  # the user _apt cannot enter a private folder
        "Acquire::Languages": "none",
        "APT::Update::Error-Mode": "any",
    }
    lines = (f'{name} "{value}";\n' for name, value in settings.items())
    (apt / "apt.conf").write_text("".join(lines))
    return {**os.environ, "APT_CONFIG": str(apt / "apt.conf")}


def _unpack_all(debs: list[Path]) -> None:
    for deb in debs:
        _unpack_odoo(deb) if deb.name.startswith("odoo") else _unpack(deb)
    root = SRC / "usr/lib/python3/dist-packages"
    # Debian leaves this file out; it only blurs the background of video calls.
    blur = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    (root / blur).parent.mkdir(parents=True, exist_ok=True)
    (root / blur).touch()
    ROOT.symlink_to(root.relative_to(SRC))


def _unpack_odoo(deb: Path) -> None:
    """Without the addons' second copy, countries' accounting, most languages."""
    unwanted = ("*/dist-packages/addons", "*/addons/l10n_*", "*/i18n/*.po*")
    _unpack(deb, "--wildcards", *(f"--exclude={pattern}" for pattern in unwanted))
    wanted = (f"*/odoo/addons/*/i18n/{language}.po" for language in LANGUAGES)
    _unpack(deb, "--wildcards", "--exclude=*/addons/l10n_*", *wanted)


def _unpack(deb: Path, *options: str) -> None:
    command = ["dpkg-deb", "--fsys-tarfile", str(deb)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as archive:
        tar = run("tar", "-x", "-C", SRC, *options, stdin=archive.stdout, check=False)
    if archive.returncode or tar.returncode:
        raise Problem(
            f"{deb} does not unpack: is the disk full? Else: stack clean --cache"
        )
