"""The language of a run: option, environment, and what speaks it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from click.testing import CliRunner, Result

from scheduler.cli import main
from tests.scheduler.cli.test_plan_options import shop

if TYPE_CHECKING:
    from pathlib import Path


def run(*arguments: str | Path, language: str | None = None) -> Result:
    environment = {"FINITECAP_LANGUAGE": language}
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env=environment)


def late_shop(folder: Path) -> Path:
    # TWO, FOUR and SIX in this order: SIX ends on 2 June at 10:00, due at the end of 1 June
    due = {"SIX": "2026-06-01", "FOUR": "2026-06-03", "TWO": "2026-06-04"}
    demands = [
        {"id": f"SO-{name}", "item": name, "quantity": 1, "due": day} for name, day in due.items()
    ]
    return shop(folder, demands=demands)


def causes(folder: Path) -> dict[str, str]:
    with (folder / "demands.csv").open(encoding="utf-8") as file:
        return {row["demand"]: row["cause"] for row in csv.DictReader(file)}


def test_a_plan_in_italian_says_so_in_report_tables_and_terminal(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    result = run("--language", "it", "plan", late_shop(tmp_path), "--rule", "spt", "-o", folder)
    assert result.exit_code == 0, result.stderr
    assert "pianificazione di shop" in result.stderr
    assert "shop: piano a capacità finita" in result.stderr
    assert "domanda in ritardo" in result.stderr
    page = (folder / "report.html").read_text("utf-8")
    assert '<html lang="it">' in page
    assert "Sequenza fasi" in page
    # columns are an interface, what people wrote into the scenario is theirs
    assert causes(folder)["SO-SIX"].startswith("10,0 h di ritardo: ")
    # the same plan, told to an English reader
    told = run("explain", folder, "SO-SIX")
    assert "because 10.0 h late: " in told.stdout
    told = run("--language", "it", "explain", folder, "SO-SIX")
    assert (
        "domanda SO-SIX: 1 SIX, consegna 02/06/2026 00:00, completa il 02/06/2026 10:00"
        in told.stdout
    )
    assert "perché 10,0 h di ritardo: " in told.stdout


def test_the_environment_chooses_a_language_and_the_option_another(tmp_path: Path) -> None:
    missing = tmp_path / "missing.yaml"
    assert "1 errore nei dati in ingresso:" in run("check", missing, language="it").stderr
    english = run("--language", "en", "check", missing, language="it")
    assert "1 error in the input:" in english.stderr
    assert "1 error in the input:" in run("check", missing, language="").stderr


def test_an_unknown_language_is_a_usage_error_that_names_those_that_there_are() -> None:
    for result in (run("--language", "xx", "schema"), run("schema", language="xx")):
        assert result.exit_code == 2
        assert "found the language 'xx', expected one of en, it" in result.stderr
        assert result.stdout == ""


def in_language(folder: Path, language: str) -> Path:
    path = late_shop(folder)
    text = path.read_text("utf-8").replace("  id: shop\n", f"  id: shop\n  language: {language}\n")
    path.write_text(text, "utf-8")
    return path


def test_a_scenario_may_wish_for_a_language_and_the_option_beats_it(tmp_path: Path) -> None:
    scenario, folder = in_language(tmp_path, "it"), tmp_path / "plan"
    result = run("plan", scenario, "--rule", "spt", "-o", folder)
    assert "piano a capacità finita" in result.stderr
    assert "Sequenza fasi" in (folder / "report.html").read_text("utf-8")
    assert "perché 10,0 h di ritardo" in run("explain", folder, "SO-SIX").stdout
    english = run("--language", "en", "plan", scenario, "--rule", "spt", "-o", folder)
    assert "finite plan" in english.stderr
    assert "Phase sequence" in (folder / "report.html").read_text("utf-8")


def test_a_scenario_that_wishes_for_an_unknown_language_is_refused(tmp_path: Path) -> None:
    result = run("plan", in_language(tmp_path, "xx"), "--rule", "spt", "-o", tmp_path / "plan")
    assert result.exit_code == 2
    assert "scenario language: found 'xx', expected one of en, it" in result.stderr
    assert not (tmp_path / "plan").exists()


def test_why_there_is_no_plan_is_told_in_italian(tmp_path: Path) -> None:
    closed = [{"resource": "PRESS", "from": "2026-06-01T00:00", "to": "2100-01-01T00:00"}]
    scenario = shop(tmp_path, downtimes=closed)
    result = run("--language", "it", "plan", scenario, "-o", tmp_path / "plan")
    assert result.exit_code == 3
    assert "nessun piano è possibile, per questi fatti insieme:" in result.stderr
    assert "ordine MO-SIX-1 (SIX) fase 10: PRESS non lavora mai" in result.stderr
    assert "never" not in result.stderr
