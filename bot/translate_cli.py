"""`glos translate`: see and install the models with which messages are translated on this machine."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path  # noqa: TC003  typer reads the annotations of the commands
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot import argos, models
from bot.command import HERE, Config, set_up
from flows.model import LANGUAGES

# What only one command needs is imported inside it, as in bot/cli.py.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

app = typer.Typer(help="Translation on this machine: the models.", no_args_is_help=True)


PAIR: Final = re.compile(r"([a-z]{2,3})-(?!\1$)[a-z]{2,3}")
SHA256: Final = re.compile(r"[0-9a-fA-F]{64}")
WITHOUT: Final = "The extra `translation` is not installed, so nothing is translated."


def _folder(config: Path) -> Path:
    return set_up(config).translation.models


@app.command("list")
def list_(config: Config = HERE) -> None:
    """Show which models are installed, and what each language can be translated into."""
    folder = _folder(config)
    typer.echo("\n".join(_listed(folder, models.installed(folder))))


def _listed(folder: Path, found: Sequence[models.Model]) -> Iterator[str]:
    if not argos.present():
        yield WITHOUT
    if not found:
        yield f"No model is installed in {folder}."
    for model in found:
        yield f"{model.source} → {model.target}  {model.version}".rstrip()
    yield ""
    for source in LANGUAGES:
        ways = [_way(models.way(found, source, target)) for target in LANGUAGES]
        yield f"{source} can be translated into: {', '.join(filter(None, ways)) or 'nothing'}"


def _way(steps: Sequence[models.Model]) -> str:
    through = f" (through {steps[0].target})" if len(steps) > 1 else ""
    return f"{steps[-1].target}{through}" if steps else ""


@app.command()
def install(
    pairs: Annotated[
        list[str] | None, typer.Argument(metavar="PAIR…", help="Like uk-en, from Argos' index.")
    ] = None,
    from_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A model that was fetched elsewhere.")
    ] = None,
    sha256: Annotated[str, typer.Option(metavar="HEX", help="The SHA-256 that FILE must have.")] = "",
    config: Config = HERE,
) -> None:
    """Install models; each takes the place of an older one of its pair, also while the bot runs."""
    _look_at_use(pairs or [], from_file, sha256)
    folder = _folder(config)
    if from_file:
        _from_file(from_file, sha256, folder)
    else:
        _from_index(pairs or [], folder)
    if not argos.present():
        typer.echo(WITHOUT)


def _look_at_use(pairs: Sequence[str], from_file: Path | None, sha256: str) -> None:
    """Refuse what cannot be meant; raises typer.BadParameter, which ends with 2."""
    if bool(pairs) == bool(from_file):
        raise typer.BadParameter("name either pairs like uk-en, or a file with --from-file and --sha256.")
    for pair in pairs:
        if not PAIR.fullmatch(pair):
            raise typer.BadParameter(f"{pair} is no pair of two languages like uk-en.")
    if bool(from_file) != bool(sha256):
        raise typer.BadParameter("--from-file and --sha256 go together.")
    if sha256 and not SHA256.fullmatch(sha256):
        raise typer.BadParameter("--sha256 must be 64 digits and letters from a to f.")


def _from_file(file: Path, sha256: str, folder: Path) -> None:
    from bot.model_install import ModelFault, install

    try:
        content = file.open("rb")
    except OSError as fault:
        reason = (fault.strerror or "unknown reason").lower()
        raise ModelFault(f"{file} cannot be read: {reason}.") from None
    with content:
        _tell(*install(file.name, content, folder, _loads, sha256))


def _from_index(pairs: Sequence[str], folder: Path) -> None:
    from bot.model_index import address_of, offers, opened
    from bot.model_install import install

    listed = offers()
    for pair, address in [(pair, address_of(pair, listed)) for pair in pairs]:
        typer.echo(f"Fetching {pair} …")
        with opened(address) as content:
            _tell(*install(pair, content, folder, _loads))


def _loads(model: Path) -> bool:
    from bot.translation import loads

    return asyncio.run(loads(model))


def _tell(model: models.Model, digest: str) -> None:
    typer.echo(f"{model.source} → {model.target}  {model.version} is installed (SHA-256 {digest}).")
