"""What all commands share: the folder of work, the language, exit statuses, and words for wrong use."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import click

from scheduler.cli.logs import log_to_stderr
from scheduler.cli.surroundings import surroundings_stop
from scheduler.cli.wrong_use import tell_wrong_use
from scheduler.files import WorkFolder
from scheduler.problems import Language, Stop, Text

OK, ERRORS, WRONG_USE, CARRIED_ELSEWHERE, INTERRUPTED = 0, 1, 2, 3, 130
PORT = click.IntRange(1, 65_535)
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


@dataclass(slots=True)
class Session:
    """What the person gave on the line, before any command looked at the settings."""

    root: Path = Path()
    language_asked: Language | None = None
    language_set: Language = "vi"  # from the settings, once they are read

    @property
    def language(self) -> Language:
        """`--lang` wins over the settings."""
        return self.language_asked or self.language_set

    @property
    def folder(self) -> WorkFolder:
        """The folder of work."""
        return WorkFolder(self.root.resolve())

    def tell(self, text: Text, **values: object) -> None:
        """Say *text* on stderr: talk and progress never mix with a result."""
        click.echo(text.say(self.language, **values), err=True)


pass_session = click.make_pass_decorator(Session)


class _Spoken(click.Command):
    """Help with its headings, and `--help` itself, in the person's language."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """`Cách dùng: loa …`."""
        language = _language(ctx)
        arguments = [one for one in self.get_params(ctx) if isinstance(one, click.Argument)]
        pieces = [_SOME_OPTIONS.say(language), *(one.make_metavar(ctx) for one in arguments)]
        if isinstance(self, click.Group):
            pieces.append(_SOME_COMMAND.say(language))
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_USAGE.say(language))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, each with its help."""
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        rows = [row for one in options if (row := one.get_help_record(ctx))]
        with formatter.section(_OPTIONS.say(_language(ctx))):
            formatter.write_dl(rows)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, explained in the person's language."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = _HELP.say(_language(ctx))
        return found


class Command(_Spoken):
    """A command; it knows `-C` and `--lang` besides its own options."""

    def __init__(self, *args: Any, text: Text, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = text
        self.params += shared_options()

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What it does, a blank line between paragraphs."""
        for paragraph in self.text.say(_language(ctx)).split("\n\n"):
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(paragraph)


class Group(_Spoken, click.Group):
    """The program itself, or a command of several: its commands in the order a person needs them."""

    def __init__(self, *args: Any, text: Text | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = text or _PROGRAM

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order they were added."""
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then each command with the first line of its help."""
        super().format_options(ctx, formatter)
        language = _language(ctx)
        rows = [
            (name, command.text.say(language).partition("\n")[0])
            for name, command in self.commands.items()
            if isinstance(command, (Command, Group))
        ]
        with formatter.section(_COMMANDS.say(language)):
            formatter.write_dl(rows)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the program is."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self.text.say(_language(ctx)))


class Option(click.Option):
    """An option with its help in both languages."""

    def __init__(self, *args: Any, text: Text, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = text
        self.tells_default = bool(self.show_default)
        self.show_default = False  # click would tell it, and a number's range, in English

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Name and help in the person's language."""
        language = _language(ctx)
        self.help = self.text.say(language)
        if self.tells_default:
            self.help += " " + _DEFAULT.say(language, value=self.default)
        return super().get_help_record(ctx)

    def get_help_extra(self, ctx: click.Context) -> click.types.OptionHelpExtra:
        """Nothing: the help's own words say it."""
        return {}

    def make_metavar(self, ctx: click.Context) -> str:
        """What stands for its value."""
        if isinstance(self.type, click.Choice):
            return super().make_metavar(ctx)
        return _VALUES.get(type(self.type), _NAME).say(_language(ctx))


class Argument(click.Argument):
    """An argument; *shown* is what stands for it in the usage line."""

    def __init__(self, *args: Any, shown: Text, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = shown

    def make_metavar(self, ctx: click.Context) -> str:
        """In the person's language."""
        return self.shown.say(_language(ctx))


def command(vi: str, en: str, *, name: str | None = None) -> Callable[[Callable[..., Any]], click.Command]:
    """A command that does what *vi* and *en* say; its function is given the `Session` first."""
    return lambda function: click.command(name, cls=Command, text=Text(vi, en))(pass_session(function))


def argument(name: str, vi: str, en: str, **kwargs: Any) -> Decorator:
    """Like `click.argument`; *vi* and *en* stand for it in the usage line."""
    return click.argument(name, cls=Argument, shown=Text(vi, en), **kwargs)


def option(name: str, vi: str, en: str, *, into: str | None = None, **kwargs: Any) -> Decorator:
    """Like `click.option`, with its help in both languages; *into* is the parameter that takes it."""
    declared = (name, into) if into else (name,)
    return click.option(*declared, cls=Option, text=Text(vi, en), **kwargs)


def flag(name: str, vi: str, en: str, *, into: str | None = None) -> Decorator:
    """An option without a value."""
    return option(name, vi, en, into=into, is_flag=True)


def words(_: click.Context, __: click.Parameter, given: str | None) -> str | None:
    """What a person wrote, without spaces around it; what no file could hold is a sign."""
    from scheduler.desk.people.given import writable

    return given and writable(given).strip()


def format_option(*choices: str) -> Decorator:
    """`--format`, the first choice being the default."""
    return option(
        "--format",
        "Dạng kết quả in ra.",
        "The form of the result.",
        into="shape",
        type=click.Choice(choices),
        default=choices[0],
        show_default=True,
    )


def shared_options() -> list[click.Parameter]:
    """`-C` and `--lang`, which stand before or after the command's name."""

    def keep_folder(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
        if value is not None:
            ctx.ensure_object(Session).root = value

    def keep_language(ctx: click.Context, _: click.Parameter, value: Language | None) -> None:
        if value is not None:
            ctx.ensure_object(Session).language_asked = value

    return [
        Option(
            ["-C", "folder"], type=click.Path(path_type=Path), expose_value=False, callback=keep_folder,
            text=_FOLDER,
        ),
        Option(
            ["--lang"], type=click.Choice(["vi", "en"]), expose_value=False, callback=keep_language,
            text=_LANGUAGE,
        ),
    ]  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and end the process with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    log_to_stderr()
    from scheduler.cli.commands import program  # once the streams speak UTF-8

    words = list(sys.argv[1:] if arguments is None else arguments)
    session = Session(language_asked=_asked_language(words))
    try:
        status = program.main(words, prog_name="loa", obj=session, standalone_mode=False)
    except Stop as stop:
        click.echo(stop.say(session.language), err=True)
        status = stop.status
    except click.exceptions.Abort:
        status = INTERRUPTED
    except click.ClickException as mistake:
        tell_wrong_use(mistake, session.language)
        status = WRONG_USE
    except KeyboardInterrupt:
        status = INTERRUPTED
    except Exception as error:
        told = surroundings_stop(error, session.folder)
        if told is None:
            raise
        click.echo(told.say(session.language), err=True)
        status = told.status
    sys.exit(status if isinstance(status, int) else OK)


def _language(ctx: click.Context) -> Language:
    return ctx.ensure_object(Session).language


def _asked_language(words: Sequence[str]) -> Language | None:
    """`--lang` wherever it stands: help and wrong use are told before the line is parsed."""
    for word, following in zip(words, [*words, ""][1:], strict=True):
        if word == "--lang=en" or (word == "--lang" and following == "en"):
            return "en"
    return None


def _speak_utf8(stream: TextIO) -> None:
    # A pipe on Windows would otherwise speak a legacy code page that has no Vietnamese.
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


_USAGE = Text("Cách dùng: ", "Usage: ")
_HELP = Text("Xem hướng dẫn của lệnh này.", "Show this help.")
_PROGRAM = Text(
    "Loa đọc lịch nội dung (YAML), vẽ thẻ ảnh, rồi đăng lên trang Facebook và trang web của Hội đúng giờ, "
    "mỗi bài đúng một lần.",
    "Loa reads a content calendar (YAML), paints image cards, and publishes them to the union's Facebook "
    "page and website on time, each exactly once.",
)
_OPTIONS = Text("Tùy chọn", "Options")
_COMMANDS = Text("Các lệnh", "Commands")
_FOLDER = Text(
    "Thư mục làm việc (có config/, posts/, assets/). Mặc định là thư mục đang đứng.",
    "The folder of work (config/, posts/, assets/). The current one by default.",
)
_LANGUAGE = Text("Ngôn ngữ của thông báo.", "The language of messages.")
_DEFAULT = Text("Mặc định: {value}.", "By default {value}.")
_SOME_OPTIONS = Text("[TÙY CHỌN]", "[OPTIONS]")
_SOME_COMMAND = Text("LỆNH …", "COMMAND …")
_NAME = Text("TÊN", "NAME")
_VALUES = {
    click.Path: Text("THƯ_MỤC", "DIR"),
    click.DateTime: Text("NGÀY", "DATE"),
    click.IntRange: Text("SỐ", "N"),
}
