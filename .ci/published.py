#!/usr/bin/env python3
"""Holds what is promised of published state machines and rules.

No error on a definition that is valid, an error on each that is not; every valid one runs to its end
in virtual time, with tasks that answer `{}` and with tasks that echo the input. Every published rule
compiles. Arguments: the folder of the recorded cases, the binary, and how many machines may name a part
of the language that is not modelled.
"""
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

# As many attempts as a task is given answers for: a loop must not run out of them.
ATTEMPTS = "0-99999"
INPUT = {"id": "4f1c", "count": 2, "items": [{"name": "web"}], "detail": {"type": "x"}}


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def answers(command, requests):
    """The answers of a batch mode, which must be as many as there are requests and not take ever."""
    text = "".join(json.dumps(request) + "\n" for request in requests)
    run = subprocess.run(command, input=text, capture_output=True, text=True, timeout=300, check=False)
    answered = [json.loads(line) for line in run.stdout.splitlines()]
    if run.returncode or len(answered) != len(requests):
        sys.exit(f"{' '.join(command)} ended with {run.returncode} after {len(answered)} answers: {run.stderr[-2000:]}")
    return answered


def states_of(workflow):
    for name, state in workflow.get("States", {}).items():
        yield name, state
        nested = [state.get("ItemProcessor"), state.get("Iterator"), *state.get("Branches", [])]
        for inner in nested:
            if isinstance(inner, dict):
                yield from states_of(inner)


def execution(row, result):
    definition = row["definition"]
    parsed = json.loads(definition) if isinstance(definition, str) else definition
    asking = [name for name, state in states_of(parsed) if state.get("Type") in ("Task", "Map")]
    return {
        "id": row["id"],
        "definition": definition,
        "input": json.dumps(result),
        "mocks": {name: {ATTEMPTS: {"Return": result}} for name in asking},
    }


def main():
    folder, firedrill, most = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    wrong = []

    rows = lines(folder / "definitions.jsonl")
    requests = [{"id": row["id"], "definition": row["definition"]} for row in rows]
    found = answers([firedrill, "states", "validate", "--batch"], requests)
    for row, answer in zip(rows, found):
        wanted = {"invalid": "FAIL", "unsure": None}.get(row["expect"], "OK")
        if wanted and answer.get("result") != wanted:
            wrong.append(f"{row['id']} ({row['expect']}) is {answer}")
    print(f"definitions: {len(rows)} validated, {len(wrong)} not as they should be")

    valid = [row for row in rows if row["expect"].startswith("valid")]
    for name, result in (("`{}`", {}), ("the input", INPUT)):
        ended = answers([firedrill, "states", "run", "--batch"], [execution(row, result) for row in valid])
        counts = Counter(answer.get("status") or answer["error"]["code"] for answer in ended)
        named = [answer for answer in ended if answer.get("error", {}) and "status" not in answer]
        for answer in named:
            print(f"not run: {answer['id']}: {answer['error']['code']}: {answer['error']['message']}")
        if len(named) > most or any(answer["error"]["code"] != "NotModelled" for answer in named):
            wrong.append(f"with {name} {len(named)} machines do not run to their end")
        print(f"executions whose tasks answer {name}: {dict(counts)}")

    rules = lines(folder / "rules.jsonl")
    requests = [{"id": rule["id"], "pattern": json.dumps(rule["pattern"]), "event": "{}"} for rule in rules]
    refused = [answer for answer in answers([firedrill, "pattern", "match", "--batch"], requests) if "matched" not in answer]
    wrong += [f"a rule is refused: {answer}" for answer in refused]
    print(f"rules: {len(rules)} compiled, {len(refused)} refused")

    for line in wrong:
        print(line, file=sys.stderr)
    sys.exit(1 if wrong else 0)


main()
