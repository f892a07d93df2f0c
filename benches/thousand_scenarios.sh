#!/usr/bin/env bash
# Runs 1,000 generated scenarios in a release build, and prints the time and the peak of memory.
# The bound: under 3 s on two cores, under 200 MB.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 - "$dir" <<'PY'
import os, sys
types = ["CryptoCurrency:Runtime/BitcoinTool.B!DNS", "Execution:Runtime/ReverseShell", "Backdoor:Runtime/C&CActivity.B!DNS"]
for i in range(1000):
    launch = "FARGATE" if i % 4 else "EC2"
    with open(os.path.join(sys.argv[1], f"s{i:04}.yaml"), "w") as f:
        f.write(f"""name: generated {i}
given:
  tasks:
    - {{ name: web, cluster: c{i % 7}, service: web, launchType: {launch} }}
    - {{ name: other, cluster: c{i % 7}, service: other, launchType: {launch} }}
when:
  - finding: {{ type: "{types[i % 3]}", task: web }}
then:
  - rule: matched
  - execution: {{ status: SUCCEEDED, path: [StopTask, Notify Success] }}
  - task: {{ name: web, status: STOPPED }}
  - task: {{ name: other, status: RUNNING }}
  - message: {{ body: {{ contains: $task.web.arn }} }}
  - nothing-else: true
""")
PY
python3 - "$dir" "${CARGO_TARGET_DIR:-$PWD/target}/release/firedrill" <<'PY'
import resource, subprocess, sys, time
started = time.monotonic()
out = subprocess.run([sys.argv[2], "run", sys.argv[1], "-q"], capture_output=True, text=True)
took = time.monotonic() - started
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(next(line for line in out.stdout.splitlines() if " scenarios: " in line))
print(f"n = 1 run of 1,000 scenarios: {took:.2f} s, peak {peak:.0f} MB")
sys.exit(0 if out.returncode == 0 and took < 3 and peak < 200 else 1)
PY
