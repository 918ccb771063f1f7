"""The folder for Windows, made of a Python that is none and of small wheels: all that can be tried here."""

from __future__ import annotations

import os
import subprocess
import sys
from zipfile import ZipFile

import pytest

from docs.deploy.make_windows_folder import ROOT, Refused, make, requirements


def wheel(folder, name, *, tag="py3-none-any", needs=()):
    """A small wheel; `import NAME` works."""
    about = f"{name}-1.0.dist-info"
    lines = [
        "Metadata-Version: 2.1",
        f"Name: {name}",
        "Version: 1.0",
        *(f"Requires-Dist: {one}" for one in needs),
    ]
    with ZipFile(folder / f"{name}-1.0-{tag}.whl", "w") as made:
        made.writestr(f"{name}.py", "")
        made.writestr(f"{about}/METADATA", "\n".join(lines) + "\n")
        made.writestr(
            f"{about}/WHEEL", f"Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: {tag}\n"
        )
        made.writestr(f"{about}/RECORD", "")


@pytest.fixture
def python(tmp_path):
    """An embeddable package, as far as the files that matter."""
    return archive(tmp_path / "python-embed.zip", ["python.exe", "python311.zip", "python311._pth"])


def archive(path, names):
    with ZipFile(path, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return path


@pytest.fixture
def options(tmp_path):
    """Wheels of this machine alone."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    wheel(wheels, "mau", needs=['mau_win ; sys_platform == "win32"', 'mau_linux ; sys_platform == "linux"'])
    wheel(wheels, "mau_win", tag="cp311-cp311-win_amd64", needs=["mau_duoi ; os_name == 'nt'"])
    wheel(wheels, "mau_duoi")
    wheel(wheels, "mau_linux")
    return ["--no-index", "--isolated", "--find-links", str(wheels)]


@pytest.mark.slow
def test_it_has_its_python_the_wheels_that_windows_needs_and_a_loa_that_works(python, options, tmp_path):
    folder = make(python, tmp_path / "out", ["mau==1.0"], options)
    site = folder / "python" / "Lib" / "site-packages"
    assert {"mau.py", "mau_win.py", "mau_duoi.py"} <= {path.name for path in site.iterdir()}
    paths = (folder / "python" / "python311._pth").read_bytes().decode().splitlines()
    assert paths == ["python311.zip", ".", "Lib\\site-packages", "..\\loa", "import site"]
    for name in ("Loa.bat", "Loa-dang-bai.bat", "DOC-TRUOC.txt"):
        words = (folder / name).read_bytes()
        assert words.count(b"\n") == words.count(b"\r\n"), "as Windows ends lines"
    assert not list(folder.rglob("__pycache__"))
    run = [sys.executable, str(folder / "loa" / "run.py")]
    own = {**os.environ, "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    for words in (["new", "cong-viec", "--organisation", "Hội LHPN xã"], ["-C", "cong-viec", "check"]):
        done = subprocess.run(
            [*run, *words], cwd=tmp_path, env=own, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    with pytest.raises(Refused, match="there already"):
        make(python, tmp_path / "out", [], options)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["python.exe"], "no embeddable package"),
        (["python.exe", "python310._pth"], "Python 3.10"),
        (["python.exe", "python311._pth", "../ngoai.txt"], "leads out"),
    ],
)
def test_what_is_no_embeddable_package_is_refused_and_nothing_is_left(options, tmp_path, names, words):
    odd = archive(tmp_path / "odd.zip", names)
    with pytest.raises(Refused, match=words):
        make(odd, tmp_path / "out", ["mau"], options)
    assert not list((tmp_path / "out").glob("*"))
    assert not (tmp_path / "ngoai.txt").exists()


@pytest.mark.slow
def test_a_package_without_a_wheel_for_windows_is_told_by_name(python, options, tmp_path):
    with pytest.raises(Refused, match="khong-co"):
        make(python, tmp_path / "out", ["khong-co"], options)
    assert not list((tmp_path / "out").glob("*"))


def test_it_takes_what_the_project_asks_for(tmp_path):
    asked = requirements(["report"])
    assert any(one.startswith("starlette==") for one in asked)
    assert any(one.startswith("python-docx==") for one in asked)
    assert f'"{asked[0]}"' in (ROOT / "pyproject.toml").read_text("utf-8")
    with pytest.raises(Refused, match="no extra"):
        requirements(["khong-co"])
