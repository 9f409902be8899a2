"""Fit the detection model again: `make fit` prints the weights and the scores that they reach.

With them come the figures of models that have not seen what they judge (heldout.py).
"""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from streams.detection.method import METHOD
from streams.detection.model import Model
from tests.evaluation import examples, regression
from tests.evaluation.examples import Example
from tests.evaluation.heldout import held_out, held_out_table

MODEL_FILE = Path(__file__).parents[2] / "streams" / "detection" / "model.json"

app = typer.Typer(add_completion=False)
console = Console()


@app.command()
def model(
    version: Annotated[str, typer.Argument(help="Stands in every event of this model.")] = "2",
    *,
    write: Annotated[bool, typer.Option(help="Write the weights into the package.")] = True,
    judged: Annotated[bool, typer.Option(help="Also judge each set by a model that has not seen it.")] = True,
) -> None:
    """Fit on all that is labelled; print what each set's pairs look like to a model of the others."""
    rows = examples.gather(regression.START)
    for name in examples.SETS:
        seen, unseen = [r for r in rows if r.group != name], [r for r in rows if r.group == name]
        console.print(_table(f"{name}, fitted on the others", unseen, regression.fit(seen)))
    fitted = regression.fit(rows, version)
    console.print(_table("all, fitted on all", rows, fitted))
    console.print("weights:", fitted)
    if judged:
        console.print(held_out_table(held_out(rows)))
    if write:
        MODEL_FILE.write_bytes(msgspec.json.format(msgspec.json.encode(fitted), indent=2) + b"\n")
        console.print(f"wrote {MODEL_FILE.name}, version {version}")


def _table(title: str, rows: Sequence[Example], model: Model) -> Table:
    """Share right by set and kind; precision and recall of the pairs that readers judged."""
    scores = regression.probabilities(model, rows)
    groups: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for row, score in zip(rows, scores, strict=True):
        if row.kind != "read either":
            groups[row.group, row.kind].append(bool(score >= METHOD.threshold) == row.derived)
    told = np.array([row.kind.startswith(("label", "read")) and row.kind != "read either" for row in rows])
    derived = np.array([row.derived for row in rows])
    called = scores >= METHOD.threshold
    hits = np.sum(told & derived & called)
    precision, recall = hits / max(1, np.sum(told & called)), hits / max(1, np.sum(told & derived))
    out = Table("set", "kind", "pairs", "right", title=f"{title}: pairs {precision:.3f} / {recall:.3f}")
    for (group, kind), right in sorted(groups.items()):
        out.add_row(group, kind, str(len(right)), f"{np.mean(right):.3f}")
    return out


if __name__ == "__main__":
    app(prog_name="python -m tests.evaluation.fit")
