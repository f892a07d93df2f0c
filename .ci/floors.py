#!/usr/bin/env python3
"""Holds the floors of the house: a crate uses only crates on floors below its own.

docs/architecture.md says what each crate owns. A crate that stands on no floor fails, so that whoever
adds one says where it belongs. What only tests use is left alone: a test may drive a crate from above.
"""
import json
import subprocess
import sys

# From the ground up. Some are planned and not there yet.
FLOORS = {
    "ground": ["arn", "diagnostic", "json", "seed"],
    "0": ["api", "ecs-exec", "eventbridge", "finding", "policy", "record"],
    "1": ["states", "wire"],
    "2": ["remote", "sim", "states-tools"],
    "3": ["endpoint", "flow", "report"],
    "4": ["scenario"],
    "5": ["live"],
    "6": ["cli"],
}
PREFIX = "firedrill-"


def main():
    floors = list(FLOORS)
    floor_of = {crate: at for at, crates in enumerate(FLOORS.values()) for crate in crates}
    command = ["cargo", "metadata", "--format-version", "1", "--no-deps"]
    packages = json.loads(subprocess.check_output(command))["packages"]
    wrong = []
    for package in packages:
        crate = package["name"].removeprefix(PREFIX)
        if crate not in floor_of:
            wrong.append(f"{crate} stands on no floor of .ci/floors.py")
            continue
        for dependency in package["dependencies"]:
            if not dependency["name"].startswith(PREFIX) or dependency["kind"] == "dev":
                continue
            used = dependency["name"].removeprefix(PREFIX)
            # One that stands nowhere is told of above.
            if floor_of.get(used, -1) >= floor_of[crate]:
                wrong.append(
                    f"{crate} (floor {floors[floor_of[crate]]}) uses {used} (floor {floors[floor_of[used]]})"
                )
    if wrong:
        sys.exit("\n".join(sorted(wrong)))
    print(f"{len(packages)} crates, each above what it uses")


if __name__ == "__main__":
    main()
