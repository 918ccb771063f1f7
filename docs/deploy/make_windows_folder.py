"""One folder for a Windows PC, with its own Python and all that Loa needs: unzip it, double-click Loa.bat.

    python docs/deploy/make_windows_folder.py python-3.11.9-embed-amd64.zip --out dist

The first is Python's embeddable package for 64-bit Windows, from python.org: 3.11 or newer. It is made on any
machine with the internet and the extra `test`; the office needs neither. Nothing of it runs on the machine
that makes it, so what comes out has to be opened once on Windows before it is handed on.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Sequence
from importlib.metadata import distributions
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
EXTRAS = ("alerts", "report", "proof")  # what an office uses most; `--extras` names others
_PARTS = ("scheduler", "assets/templates", "assets/drawings", "run.py", "LICENSE")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc")
_MOST_BYTES = 200 * 2**20  # of what is unzipped: the embeddable package has 20 MB
_ROUNDS = 5  # in which what Windows alone asks for is looked up: such a package seldom asks for another


class Refused(Exception):  # noqa: N818 - told to whoever runs this
    """The folder cannot be made, in words."""


def main() -> None:
    """Make the folder, and the archive of it that is handed on."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("python", type=Path, help="python-3.x.y-embed-amd64.zip, from python.org")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="where to (dist)")
    parser.add_argument("--extras", nargs="*", default=EXTRAS, help=f"of pyproject.toml ({' '.join(EXTRAS)})")
    given = parser.parse_args()
    try:
        folder = make(given.python, given.out, requirements(given.extras))
        archive = shutil.make_archive(str(folder), "zip", folder.parent, folder.name)
    except Refused as refused:
        sys.exit(f"Not made: {refused}")
    print(f"{archive}\nOpen it once on Windows before it is handed on: nothing of it was run here.")  # noqa: T201


def make(embeddable: Path, out: Path, wanted: Sequence[str], options: Sequence[str] = ()) -> Path:
    """The folder `Loa` in *out*, with the Python of *embeddable* and the packages *wanted*; gives its path.

    *options* go to pip.

    Raises:
        Refused: there is such a folder, *embeddable* is none, or a package has no wheel for Windows.
    """
    folder = out / "Loa"
    if folder.exists():
        raise Refused(f"{folder} is there already; take it away first")
    made = out / "Loa.part"
    shutil.rmtree(made, ignore_errors=True)
    try:
        version = _unpack(embeddable, made / "python")
        _install(made / "python" / "Lib" / "site-packages", wanted, version, options)
        for part in _PARTS:
            _copy(ROOT / part, made / "loa" / part)
        for name, words in _FILES.items():
            (made / name).write_bytes(words.replace("\n", "\r\n").encode())
        made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return folder


def requirements(extras: Iterable[str]) -> list[str]:
    """What `pyproject.toml` asks for, with those *extras*.

    Raises:
        Refused: there is no such extra.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    known = project["optional-dependencies"]
    unknown = [one for one in extras if one not in known]
    if unknown:
        raise Refused(f"no extra {', '.join(unknown)}; there are {', '.join(known)}")
    return [*project["dependencies"], *(one for extra in extras for one in known[extra])]


def _unpack(embeddable: Path, to: Path) -> str:
    """Unpack Python into *to*, let it find its packages and Loa; gives its version, such as 3.11."""
    try:
        with ZipFile(embeddable) as package:
            names = package.namelist()
            paths = [name for name in names if re.fullmatch(r"python3\d+\._pth", name)]
            if "python.exe" not in names or len(paths) != 1:
                raise Refused(
                    f"{embeddable} is no embeddable package of Python (python-3.x.y-embed-amd64.zip)"
                )
            if any(PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts for name in names):
                raise Refused(f"{embeddable} leads out of its folder")
            if sum(one.file_size for one in package.infolist()) > _MOST_BYTES:
                raise Refused(f"{embeddable} is far larger than any embeddable package")
            package.extractall(to)
    except (OSError, BadZipFile) as error:
        raise Refused(f"{embeddable} cannot be read: {error}") from None
    minor = int(paths[0].removeprefix("python3").removesuffix("._pth"))
    if minor < 11:
        raise Refused(f"{embeddable} is Python 3.{minor}; Loa needs 3.11 or newer")
    # Where this file stands nothing else is looked at: no other Python of the PC, no variable.
    lines = [f"python3{minor}.zip", ".", "Lib\\site-packages", "..\\loa", "import site"]
    (to / paths[0]).write_bytes("".join(f"{line}\r\n" for line in lines).encode())
    return f"3.{minor}"


def _install(site: Path, wanted: Sequence[str], version: str, options: Sequence[str]) -> None:
    """Put the wheels for Windows into *site*: those *wanted*, and what they need there.

    pip looks at conditions such as `sys_platform == "win32"` as of the machine that it runs on; so what
    Windows alone needs is asked for afterwards.
    """
    rest = list(wanted)
    for _ in range(_ROUNDS):
        if not rest:
            return
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(site)]
        command += ["--platform", "win_amd64", "--python-version", version, "--implementation", "cp"]
        command += ["--only-binary=:all:", "--no-compile", "--upgrade", *options, *rest]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # nosec B603 - pip, with our own words
        if done.returncode:
            raise Refused(f"pip: {done.stderr.strip()[-2000:]}")
        rest = lacking(site, version)
    raise Refused(f"what Windows needs was not found: {', '.join(rest)}")


def lacking(site: Path, version: str) -> list[str]:
    """What the packages in *site* need on Windows, and is not there."""
    windows = {
        "sys_platform": "win32",
        "platform_system": "Windows",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "python_version": version,
        "python_full_version": f"{version}.0",
        "extra": "",
    }
    found = list(distributions(path=[str(site)]))
    there = {canonicalize_name(one.metadata["Name"]) for one in found}
    needed = (Requirement(line) for one in found for line in one.requires or ())
    return sorted(
        {
            f"{one.name}{one.specifier}"
            for one in needed
            if (one.marker is None or one.marker.evaluate(windows))
            and canonicalize_name(one.name) not in there
        }
    )


def _copy(source: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, to, ignore=_LEFT_OUT)
    else:
        shutil.copy2(source, to)


_HEAD = """\
@echo off
rem No labels and no goto: cmd loses its place in a UTF-8 file when it jumps.
chcp 65001 >nul
setlocal
cd /d "%~dp0"
set "PYTHONUTF8=1"
if not exist "cong-viec\\config\\settings.yaml" (
    "python\\python.exe" "loa\\run.py" new "cong-viec" --organisation "Hội LHPN (ghi tên đơn vị)"
)
"""
_FILES = {
    "Loa.bat": _HEAD
    + """\
title Loa
if not "%~1"=="" (
    "python\\python.exe" "loa\\run.py" -C "cong-viec" %*
    exit /b
)
echo Loa đang mở trang làm việc. Để tắt Loa, đóng cửa sổ này.
"python\\python.exe" "loa\\run.py" -C "cong-viec" preview --open
if errorlevel 1 pause
""",
    "Loa-dang-bai.bat": _HEAD
    + """\
title Loa đang trực
echo Loa đăng bài đúng giờ khi cửa sổ này còn mở.
"python\\python.exe" "loa\\run.py" -C "cong-viec" serve
if errorlevel 1 pause
""",
    "DOC-TRUOC.txt": """\
Loa, chạy ngay không phải cài đặt.

1. Giải nén cả thư mục vào ổ đĩa của máy (như D:\\Loa). Đừng để trong OneDrive, Google Drive hay USB.
2. Bấm đúp Loa.bat. Trình duyệt mở trang làm việc; bấm Thiết lập ở cuối dãy mục, làm lần lượt từ trên xuống.
3. Thiết lập xong, muốn Loa đăng bài đúng giờ: đóng Loa.bat rồi bấm đúp Loa-dang-bai.bat, để cửa sổ ấy mở.

Bài viết, ảnh và cài đặt nằm trong thư mục cong-viec: sao lưu thư mục ấy. Có bản Loa mới thì giải nén ra chỗ
khác rồi chép thư mục cong-viec sang.
""",
}

if __name__ == "__main__":
    main()
