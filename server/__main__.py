"""`evenhand-server`: the command line of the server."""

import gc

import typer

from server.commands import (
    accounts,
    bundles,
    coverage,
    demo,
    enrol,
    export,
    findings,
    forms,
    imports,
    messages,
    missions,
    operations,
    packs,
    people,
    quarantine,
    rebuilding,
    sample_size,
    samples,
    sealed,
    serve,
    sources,
    statement,
    trails,
)

GC_THRESHOLDS = (50_000, 20, 100)
"""Rarely: a command that counts a country's reports would spend a third of its time collecting."""

app = typer.Typer(
    name="evenhand-server",
    help="The server of an election observation mission.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("migrate")(operations.migrate)
app.command("rebuild")(rebuilding.rebuild)
app.command("verify")(operations.verify)
app.command("backup")(operations.backup)
app.command("restore")(operations.restore)
app.command("restored")(operations.restored)
app.command("enrol")(enrol.enrol)
app.command("pack")(packs.pack)
app.command("message")(messages.message)
app.command("findings")(findings.print_findings)
app.command("coverage")(coverage.print_coverage)
app.command("sample-size")(sample_size.sample_size)
app.command("statement")(statement.write_statement)
app.command("export")(export.export)
app.command("exports")(export.exports)
app.add_typer(accounts.app, name="account")
app.add_typer(sealed.app, name="sealed")
app.add_typer(trails.app, name="trail")
app.add_typer(missions.app, name="mission")
app.add_typer(imports.app, name="import")
app.add_typer(sources.app, name="source")
app.add_typer(samples.app, name="sample")
app.add_typer(forms.app, name="form")
app.add_typer(bundles.app, name="bundle-key")
app.add_typer(people.app, name="people")
app.add_typer(quarantine.app, name="quarantine")


def main() -> None:
    """Run the command line."""
    gc.set_threshold(*GC_THRESHOLDS)
    app()


if __name__ == "__main__":
    main()
