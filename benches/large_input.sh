#!/usr/bin/env bash
# Replays 200 MB of JSON lines in a release build, and prints the time and the peak of memory.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 - "$dir" "${CARGO_TARGET_DIR:-$PWD/target}/release/firedrill" <<'PY'
import json, os, resource, subprocess, sys, time
line = json.dumps(json.load(open("fixtures/findings/lookalike-eks-runtime.json"))) + "\n"
path, count = os.path.join(sys.argv[1], "events.jsonl"), 200 * 1024 * 1024 // len(line) + 1
with open(path, "w") as f:
    for _ in range(count):
        f.write(line)
started = time.monotonic()
code = subprocess.run([sys.argv[2], "replay", "-q", path], stdout=subprocess.DEVNULL).returncode
took = time.monotonic() - started
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"n = 1 run of {count} events, {os.path.getsize(path) / 1e6:.0f} MB: {took:.1f} s, peak {peak:.0f} MB")
sys.exit(0 if code == 0 and peak < 200 else 1)
PY
