#!/usr/bin/env bash
# Runs the interoperability suites of Eclipse Paho, MQTT 3.1.1 and 5, against the embedded broker with its topics free for everybody.
# They are not part of this repository: DIR holds their folder "interoperability" (github.com/eclipse-paho/paho.mqtt.testing).
set -euo pipefail
dir=${1:?usage: scripts/paho.sh DIR}
[ -f "$dir/interoperability/client_test.py" ] && dir=$dir/interoperability
[ -f "$dir/client_test.py" ] || { echo "paho.sh: no client_test.py in $dir" >&2; exit 2; }
command -v python3 >/dev/null || { echo "paho.sh: python3 is needed" >&2; exit 2; }
dir=$(cd "$dir" && pwd)
tmp=$(mktemp -d)
go build -tags interop -o "$tmp/interop" ./internal/mqttio/interop
"$tmp/interop" --listen 127.0.0.1:0 >"$tmp/at" 2>"$tmp/log" &
broker=$!
trap 'kill "$broker" 2>/dev/null || true; rm -rf "$tmp"' EXIT
for _ in $(seq 100); do grep -q 'open at' "$tmp/at" && break; sleep 0.1; done
port=$(sed -n 's/.*://p' "$tmp/at")
cat >"$tmp/run.py" <<'PY'
# The suites' own way of reading their arguments and handing them to unittest does not work with a host.
import importlib, logging, sys, unittest
_, folder, name, port = sys.argv
sys.path.insert(0, folder)
suite = importlib.import_module(name)
logging.getLogger().setLevel(logging.CRITICAL)
suite.host, suite.port = "127.0.0.1", int(port)
suite.topic_prefix = "client_test5/"
suite.topics = ("TopicA", "TopicA/B", "Topic/C", "TopicA/C", "/TopicA")
suite.wildtopics = ("TopicA/+", "+/C", "#", "/#", "/+", "+/+", "TopicA/#")
suite.nosubscribe_topics = ("test/nosubscribe",)
unittest.main(module=suite, argv=[name, "-v"])
PY
worst=0
for suite in client_test client_test5; do
  python3 "$tmp/run.py" "$dir" "$suite" "$port" >"$tmp/$suite.out" 2>&1 || worst=1
  echo "== $suite"
  grep -E '^(test[A-Za-z_0-9]* .*|.*)\.\.\. *$|^test[A-Za-z_0-9]* |^(ok|FAIL|ERROR)$|^(FAIL|ERROR):|^Ran |^OK|^FAILED|AssertionError' "$tmp/$suite.out" || true
  [ -z "${VERBOSE:-}" ] || cat "$tmp/$suite.out"
done
exit "$worst"
