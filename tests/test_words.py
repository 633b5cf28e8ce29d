"""The code speaks the field's words: those that were replaced name nothing any more."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PRODUCT = ("outbound", "tasks", "flows", "deployments")
PAGE = (ROOT / "ARCHITECTURE.md").read_text()
TABLE = PAGE.partition("| not | but |")[2].partition("\n## ")[0]
REPLACED = {
    word.strip()
    for row in re.findall(r"^\| ([a-z, ]+) \| [^|]+ \|$", TABLE, re.MULTILINE)
    for word in row.split(",")
}
RIDDLE = re.compile(r"\b(whoever|whom|whose|who is)\b", re.IGNORECASE)
A_THOUSAND = 1000


def files() -> list[Path]:
    """The product's modules; a migration that was released stays as it is."""
    found = [path for folder in PRODUCT for path in (ROOT / folder).rglob("*.py")]
    return [path for path in found if "versions" not in path.parts]


def words_of(name: str) -> set[str]:
    """The words that a name is made of: of `LeaseLostError` and `lease_lost` alike."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}


def names_in(path: Path) -> Iterator[str]:
    yield path.stem
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


def test_the_table_has_words() -> None:
    assert {"hold", "course", "desk", "refill"} <= REPLACED


def test_no_module_class_or_function_has_a_word_that_was_replaced() -> None:
    named = [(path.relative_to(ROOT), name) for path in files() for name in names_in(path)]
    assert [(str(path), name) for path, name in named if words_of(name) & REPLACED] == []


def messages_in(path: Path) -> Iterator[str]:
    """What is raised or printed, as far as it stands in the code as text."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            for argument in ast.walk(node):
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def test_no_message_is_a_riddle() -> None:
    # Comments of columns stand in databases, and stay as they are.
    said = [text for path in files() if path.name != "tables.py" for text in messages_in(path)]
    assert [text for text in said if RIDDLE.search(text) and " " in text] == []


def test_of_a_thousand_lines_at_most_one_holds_a_riddle() -> None:
    lines = [line for path in files() for line in path.read_text().splitlines()]
    riddles = [line for line in lines if RIDDLE.search(line)]
    assert len(riddles) <= len(lines) / A_THOUSAND, riddles
