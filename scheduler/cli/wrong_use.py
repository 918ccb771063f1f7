"""Wrong use of the command line, told in the person's language: what was meant, and where to look."""

from __future__ import annotations

from collections.abc import Sequence

import click
from click import exceptions

from scheduler.problems import Language, Text


def tell_wrong_use(mistake: click.ClickException, language: Language) -> None:
    """Say on stderr what *mistake* is; who gave no command at all is shown the help."""
    ctx = mistake.ctx if isinstance(mistake, click.UsageError) else None
    if ctx and type(mistake) in {click.UsageError, exceptions.NoArgsIsHelpError} and _is_group(ctx):
        click.echo(ctx.get_help(), err=True)
        return
    click.echo(_words(mistake, language, ctx), err=True)
    click.echo(_SEE_HELP.say(language, command=ctx.command_path if ctx else "loa"), err=True)


def _words(mistake: click.ClickException, language: Language, ctx: click.Context | None) -> str:
    # The kinds that click 8.5.1 (pinned) raises; what it says itself is English alone.
    match mistake:
        case exceptions.NoSuchCommand():
            said = _NO_COMMAND.say(language, name=mistake.command_name)
            return _with_hint(said, mistake.possibilities, language)
        case click.NoSuchOption():
            said = _NO_OPTION.say(language, name=mistake.option_name)
            return _with_hint(said, mistake.possibilities, language)
        case click.MissingParameter():
            return _MISSING.say(language, name=_name(mistake.param, ctx))
        case click.BadParameter():
            return f"{_name(mistake.param, ctx)}: {_wanted(mistake, language)}"
        case click.BadOptionUsage():
            takes_none = mistake.message.endswith("does not take a value.")
            return (_NO_VALUE if takes_none else _VALUE).say(language, name=mistake.option_name)
    _, _, rest = mistake.message.partition("(")
    return _TOO_MUCH.say(language, rest=rest.removesuffix(")")) if rest else mistake.format_message()


def _wanted(mistake: click.BadParameter, language: Language) -> str:
    """What its value should be."""
    kind = mistake.param.type if mistake.param else None
    match kind:
        case click.Choice():
            return _CHOICE.say(language, choices=", ".join(map(str, kind.choices)))
        case click.DateTime():
            return _DATE.say(language)
        case click.IntRange() if kind.max is not None:
            return _RANGE.say(language, least=kind.min, most=kind.max)
        case click.IntRange():
            return _NUMBER.say(language, least=kind.min)
        case click.Path():
            return _FOLDER.say(language)
    return mistake.message


def _name(parameter: click.Parameter | None, ctx: click.Context | None) -> str:
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return parameter.make_metavar(ctx) if parameter and ctx else ""


def _with_hint(said: str, possibilities: Sequence[str] | None, language: Language) -> str:
    return f"{said} {_MEANT.say(language, names=', '.join(possibilities))}" if possibilities else said


def _is_group(ctx: click.Context) -> bool:
    return isinstance(ctx.command, click.Group)


_NO_COMMAND = Text("Không có lệnh “{name}”.", "There is no command “{name}”.")
_NO_OPTION = Text("Không có tùy chọn {name}.", "There is no option {name}.")
_MEANT = Text("Có phải chị muốn gõ {names}?", "Did you mean {names}?")
_MISSING = Text("Còn thiếu: {name}.", "Missing: {name}.")
_VALUE = Text("Sau {name} cần một giá trị.", "{name} needs a value.")
_NO_VALUE = Text("{name} không nhận giá trị nào.", "{name} takes no value.")
_TOO_MUCH = Text("Lệnh này không dùng đến: {rest}.", "This command has no use for: {rest}.")
_CHOICE = Text("chọn một trong {choices}.", "choose one of {choices}.")
_DATE = Text(
    "cần một ngày viết dạng năm-tháng-ngày, như 2026-12-01.", "a date is needed, written 2026-12-01."
)
_NUMBER = Text("cần một số nguyên từ {least} trở lên.", "a whole number from {least} up is needed.")
_RANGE = Text("cần một số nguyên từ {least} đến {most}.", "a whole number from {least} to {most} is needed.")
_FOLDER = Text("đây là một tệp, không phải thư mục.", "this is a file, not a folder.")
_SEE_HELP = Text("Xem cách dùng: {command} --help", "See: {command} --help")
