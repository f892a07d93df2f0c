#!/usr/bin/env bash
# Runs state machines in our interpreter and in aws-local-stepfunctions, in turn on one core, and
# prints the executions a second of both. The bound: at least 20 times.
# Arguments: how many rounds, and how many windows of 250 ms each machine has in a round.
set -euo pipefail
cd "$(dirname "$0")"
command -v npm >/dev/null || { echo "npm is missing: install Node.js 20 or later" >&2; exit 1; }
cargo build --release --quiet --example compare_interpreters
ours="${CARGO_TARGET_DIR:-target}/release/examples/compare_interpreters"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
npm install --silent --no-save --no-audit --no-fund --prefix "$dir" aws-local-stepfunctions@3.0.0 >/dev/null
python3 - "$ours" "$dir/node_modules/aws-local-stepfunctions" "${1:-5}" "${2:-6}" <<'PY'
import json, os, subprocess, sys
ours, peer, rounds, windows = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
commands = {
    "firedrill": [ours, windows, "250"],
    "aws-local-stepfunctions": ["node", "aws_local_stepfunctions.mjs", peer, windows, "250"],
}
best, seen = {}, {}
for _ in range(rounds):
    for name, command in commands.items():
        run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        for line in map(json.loads, run.stdout.splitlines()):
            key = line["machine"], name
            best[key] = max(best.get(key, 0), line["executionsPerSecond"])
            seen[key] = line["output"], line["parameters"]
print(f"executions a second, one at a time on one core, each with its history or event log;")
print(f"n = {rounds} rounds of {windows} windows of 250 ms after one to warm up, the best of all")
print(f"{'machine':20} {'firedrill':>12} {'aws-local-stepfunctions 3.0.0':>31} {'ratio':>8}")
worst = float("inf")
for machine in dict.fromkeys(machine for machine, _ in best):
    of_ours, of_peer = ((machine, name) for name in commands)
    if seen[of_ours] != seen[of_peer]:
        sys.exit(f"they do not agree on `{machine}`: {seen[of_ours]} and {seen[of_peer]}")
    ratio = best[of_ours] / best[of_peer]
    worst = min(worst, ratio)
    print(f"{machine:20} {best[of_ours]:>12,.0f} {best[of_peer]:>31,.0f} {ratio:>7.1f}x")
print("the outputs, and what the tasks were called with, are the same")
sys.exit(0 if worst >= 20 else "less than 20 times")
PY
