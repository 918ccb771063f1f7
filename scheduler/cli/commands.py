"""The program and its commands, in the order a person needs them."""

from __future__ import annotations

from scheduler.cli import (
    advising,
    approving,
    bundling,
    carrying,
    connecting,
    deciding,
    exporting,
    freezing,
    importing,
    looking,
    measuring,
    mending,
    proving,
    rehearsing,
    reporting,
    setting_up,
    timing,
    users,
)
from scheduler.cli.app import Group, shared_options

program = Group("loa", params=shared_options())
for command in (
    rehearsing.demo,
    setting_up.new,
    looking.check,
    looking.preview,
    looking.render,
    looking.plan,
    importing.import_,
    exporting.export,
    bundling.bundle,
    carrying.publish,
    carrying.serve,
    looking.status,
    advising.advice,
    reporting.report,
    measuring.insights,
    approving.submit,
    approving.approve,
    approving.return_,
    deciding.hold,
    deciding.retry,
    deciding.skip,
    mending.update,
    mending.withdraw,
    freezing.freeze,
    freezing.thaw,
    freezing.statement,
    freezing.public,
    users.user,
    connecting.connect,
    proving.proof,
    proving.verify,
    setting_up.doctor,
    timing.clock,
    carrying.rebuild,
):
    program.add_command(command)
