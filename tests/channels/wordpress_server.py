"""WordPress itself on loopback, from Debian's packages: its files, a MariaDB and PHP of this user's own.

Whoever has not installed them is told so by the skipped test; `.ci/run` has all of them.
"""

from __future__ import annotations

import contextlib
import getpass
import itertools
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scheduler.channels.hearing import Hearing
from scheduler.channels.opening import Opening
from scheduler.channels.wordpress.site import WordPressChannel
from scheduler.channels.wordpress_kind import KIND, WordPressSettings
from scheduler.clock import Clock, SystemClock
from scheduler.secrets import Secret
from tests.channels.home_servers import free_port, wait_for
from tests.channels.making import ZONE

FILES = Path("/usr/share/wordpress")
INSTALL = (
    "apt install --no-install-recommends wordpress wordpress-theme-twentytwentythree"
    " mariadb-server php-cli php-mysql php-gd"
)
ROLES = {"author": "tacgia", "editor": "bientap", "contributor": "congtac", "administrator": "quantri"}
_WORKERS = "3"
_numbers = itertools.count()
_PARTS = "index.php", "wp-blog-header.php", "wp-load.php", "wp-login.php", "wp-settings.php", "wp-cron.php"
_CONFIG = """<?php
define('DB_NAME', 'wp'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:%(socket)s'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', '%(address)s'); define('WP_SITEURL', '%(address)s');
define('WP_ENVIRONMENT_TYPE', 'local'); define('DISABLE_WP_CRON', true);
define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true);
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $one) {
    define($one . '_KEY', $one); define($one . '_SALT', $one);
}
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
_ROUTER = """<?php
$path = __DIR__ . rawurldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
if (is_file($path)) return false;
if (is_dir($path) && is_file("$path/index.php") && realpath($path) != __DIR__) return false;
if (is_file(__DIR__ . '/plain') && !isset($_GET['rest_route']) && realpath($path) != __DIR__) {
    http_response_code(404); echo '<h1>Not Found</h1>'; return true;
}
$_SERVER['SCRIPT_NAME'] = '/index.php';
require __DIR__ . '/index.php';
"""
_SET_UP = """<?php
$_SERVER += ['HTTP_HOST' => '127.0.0.1', 'REQUEST_URI' => '/', 'REQUEST_METHOD' => 'GET',
             'SERVER_NAME' => '127.0.0.1', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
define('WP_INSTALLING', true);
function wp_mail() { return true; }
require __DIR__ . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Hội Liên hiệp Phụ nữ', 'admin', 'a@example.vn', true, '', bin2hex(random_bytes(12)));
update_option('permalink_structure', '/%year%/%monthnum%/%postname%/');
foreach (json_decode($argv[1], true) as $role => $name) {
    $id = wp_insert_user(['user_login' => $name, 'user_pass' => bin2hex(random_bytes(12)),
                          'user_email' => "$name@example.vn", 'role' => $role]);
    $made[$name] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'Loa'])[0];
}
echo json_encode($made);
"""
_RUN = """<?php
$_SERVER += ['HTTP_HOST' => '127.0.0.1', 'REQUEST_URI' => '/', 'REQUEST_METHOD' => 'GET',
             'SERVER_NAME' => '127.0.0.1', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
require __DIR__ . '/wp-load.php';
echo json_encode(eval($argv[1]));
"""


@dataclass
class WordPress:
    """A running site; *passwords* are application passwords by user."""

    folder: Path
    address: str
    passwords: dict[str, str]

    def run(self, php: str) -> Any:
        """What *php*, run inside WordPress as a plugin would be, returns."""
        ran = subprocess.run(
            ["php", "-d", "display_errors=stderr", "run.php", php],
            cwd=self.folder, capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        return json.loads(ran.stdout)

    def plug_in(self, php: str) -> None:
        """Let every request run *php* first, as a plugin that must be used; '' takes it away."""
        folder = self.folder / "wp-content" / "mu-plugins"
        folder.mkdir(exist_ok=True)
        for file in folder.iterdir():
            file.unlink()
        if php:  # each under a name of its own: PHP knows a file that it has compiled by name and second
            (folder / f"{next(_numbers)}.php").write_text(f"<?php\n{php}\n")

    def configure(self, old: str, new: str) -> None:
        """Put *new* in place of *old* in the site's configuration."""
        config = self.folder / "wp-config.php"
        text, then = config.read_text(), config.stat().st_mtime
        assert old in text
        config.write_text(text.replace(old, new))
        os.utime(config, (then + 2, then + 2))

    def post(self, number: str | int) -> dict[str, Any]:
        """The post as the database has it."""
        return self.run(f"return get_post({int(number)}, ARRAY_A);")

    def public(self) -> list[dict[str, Any]]:
        """All that is public, by anybody, oldest first."""
        asked = "['post_status' => 'publish', 'numberposts' => -1, 'orderby' => 'ID', 'order' => 'ASC']"
        return self.run(f"return get_posts({asked});")

    def block(self, user: str = "tacgia", **more: object) -> WordPressSettings:
        return WordPressSettings(address=self.address, user=user, password="env:LOA_TEST_WP", **more)

    def opened(self, user: str = "tacgia", clock: Clock | None = None, **more: object) -> WordPressChannel:
        return opened(self.block(user, **more), self.passwords[user], clock)


def opened(
    block: WordPressSettings, password: str, clock: Clock | None = None, **more: Any
) -> WordPressChannel:
    now = clock or SystemClock()
    opening = Opening(KIND, Path(), "Hội", "vi", ZONE, now, Hearing(now))
    return WordPressChannel(block, Secret(password), opening, **more)


def missing() -> str:
    """What has to be installed for it; '' if all is there."""
    lacks = [name for name in ("php", "mariadbd", "mariadb-install-db") if not _found(name)]
    if not FILES.is_dir():
        lacks.append("wordpress")
    elif not any((FILES / "wp-content/themes").glob("*/style.css")):  # without one each page is empty
        lacks.append("wordpress-theme-twentytwentythree")
    if not lacks and b"mysqli" not in subprocess.run(["php", "-m"], capture_output=True, check=True).stdout:
        lacks.append("php-mysql")
    return f"needs {', '.join(lacks)}: {INSTALL}" if lacks else ""


def _found(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


@contextlib.contextmanager
def running(scratch: Path) -> Iterator[WordPress]:
    """A new site in *scratch*, whose path must be short: a socket lies there."""
    if lacks := missing():
        pytest.skip(lacks)
    with contextlib.ExitStack() as stack:
        socket = _database(scratch, stack)
        site, port = scratch / "www", free_port()
        address = f"http://127.0.0.1:{port}"
        _lay_out(site, socket, address)
        said = subprocess.run(
            ["php", "-d", "display_errors=stderr", "set-up.php", json.dumps(ROLES)],
            cwd=site, capture_output=True, text=True, check=True, timeout=60,
        ).stdout  # fmt: skip
        stack.enter_context(_serving(site, port))
        yield WordPress(site, address, json.loads(said))


@contextlib.contextmanager
def _serving(site: Path, port: int) -> Iterator[None]:
    """PHP's own server over *site*."""
    with (site.parent / "php.log").open("ab") as log:
        server = subprocess.Popen(
            ["php", "-d", "opcache.revalidate_freq=0", "-S", f"127.0.0.1:{port}", "-t", str(site),
             str(site / "router.php")],
            stdout=log, stderr=log, start_new_session=True,
            env={**os.environ, "PHP_CLI_SERVER_WORKERS": _WORKERS},
        )  # fmt: skip
        try:
            wait_for(port)
            yield
        finally:
            _end(server)


def _database(scratch: Path, stack: contextlib.ExitStack) -> Path:
    data, socket, user = scratch / "db", scratch / "db.sock", getpass.getuser()
    plain = ["--no-defaults", f"--user={user}", f"--datadir={data}"]
    subprocess.run(
        ["mariadb-install-db", *plain, "--auth-root-authentication-method=normal", "--skip-test-db"],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    log = stack.enter_context((scratch / "db.log").open("wb"))
    program = _found("mariadbd")
    assert program
    server = subprocess.Popen(
        [program, *plain, f"--socket={socket}", f"--pid-file={scratch / 'db.pid'}", "--skip-networking",
         "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M"],
        stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip
    stack.callback(_end, server)
    for _ in range(1200):
        if socket.exists():
            break
        time.sleep(0.05)
    asked = ["mariadb", "--no-defaults", "-u", "root", f"--socket={socket}"]
    subprocess.run([*asked, "-e", "create database wp character set utf8mb4"], check=True, timeout=60)
    return socket


def _lay_out(site: Path, socket: Path, address: str) -> None:
    (site / "wp-content" / "uploads").mkdir(parents=True)
    for name in ("wp-includes", "wp-admin", "wp-content/themes"):
        (site / name).symlink_to(FILES / name)
    for name in _PARTS:
        shutil.copy(FILES / name, site / name)
    (site / "wp-config.php").write_text(_CONFIG % {"socket": socket, "address": address})
    for name, text in (("router.php", _ROUTER), ("set-up.php", _SET_UP), ("run.php", _RUN)):
        (site / name).write_text(text)


def _end(server: subprocess.Popen[bytes]) -> None:
    """End it with its own workers: they are a session of their own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, 15)
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, 9)
        server.wait(20)
