"""Writes Firedrill's picture of the AWS APIs from the models that botocore ships.

    python -m venv venv && venv/bin/pip install botocore==1.44.5
    venv/bin/python crates/api/scripts/extract.py

Two things come out, both committed:

* `crates/api/models/**`, the source data of `firedrill-api`;
* `crates/sim/src/operation/**`, the typed structs of the operations that the simulator serves.

Only the standard library and botocore are needed. The version of botocore is pinned, so that the same script writes
the same files; raise it here and review the difference.
"""

import json
import pathlib
import sys

import botocore

import models
import served
import structs

BOTOCORE = "1.44.5"
LINES = 900
CRATES = pathlib.Path(__file__).resolve().parents[2]


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def lined(document):
    """JSON with one operation, error or shape on a line: small, and a difference still shows what changed."""
    sections = []
    for section, entries in document.items():
        lines = ",\n".join(f"{compact(name)}:{compact(entry)}" for name, entry in entries.items())
        sections.append(f'"{section}":{{\n{lines}\n}}' if lines else f'"{section}":{{}}')
    return "{\n" + ",\n".join(sections) + "\n}\n"


def write(path, text):
    if text.count("\n") > LINES:
        raise SystemExit(f"{path} would have more than {LINES} lines: divide it")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main():
    if botocore.__version__ != BOTOCORE:
        raise SystemExit(f"botocore {BOTOCORE} is needed, this is {botocore.__version__}")
    api, operation = CRATES / "api" / "models", CRATES / "sim" / "src" / "operation"
    heads = []
    for name, botocore_name in served.SERVED.items():
        model = models.load(botocore_name)
        described = models.service(model, served.QUERY_COMPATIBLE_CODES.get(name, {}))
        heads.append(models.head(name, model))
        write(api / "served" / f"{name}.json", lined(described))
        members = (CRATES / "sim" / "src" / name / "members.toml").read_text(encoding="utf-8")
        write(operation / f"{name}.rs", structs.Service(name, described, members).text())
    for name, only_named in served.DESCRIBED.items():
        model = models.load(name)
        heads.append(models.head(name, model))
        write(api / "described" / f"{name}.json", lined(models.service(model, only_named=only_named)))
    for name in served.NAMED:
        model = models.load(name)
        heads.append(models.head(name, model))
        write(api / "named" / f"{name}.json", lined(models.names(model)))
    write(api / "index.json", "[\n" + ",\n".join(compact(head) for head in heads) + "\n]\n")


if __name__ == "__main__":
    sys.exit(main())
