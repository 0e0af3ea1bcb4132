#!/usr/bin/env bash
# Says in one sentence what a verb needs and this machine has not. Where it may (root on Debian), it installs the browser and the database itself.
set -eu
for need in "$@"; do
  case $need in
    go)   command -v go   >/dev/null || { echo "Enamel needs Go 1.26 or later: https://go.dev/dl/" >&2; exit 1; } ;;
    node) command -v node >/dev/null || { echo "Enamel needs Node.js 20 or later to build its web app: https://nodejs.org/" >&2; exit 1; } ;;
    npm)  command -v npm  >/dev/null || { echo "Enamel needs npm, which comes with Node.js, to build its web app." >&2; exit 1; } ;;
    python3) command -v python3 >/dev/null || { echo "The suites of Eclipse Paho, and a receiver in the documentation, need Python 3." >&2; exit 1; } ;;
    cc)   command -v gcc  >/dev/null || command -v clang >/dev/null || { echo "The race detector needs a C compiler: install gcc or clang." >&2; exit 1; } ;;
    chromium)
      for c in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
        if [ -n "$c" ] && [ -x "$c" ]; then continue 2; fi
      done
      if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "installing chromium for the browser tests ..." >&2
        (apt-get update && apt-get install -y --no-install-recommends chromium) >/dev/null </dev/null
      else
        echo "The browser tests need Chromium: install it, or name it in CHROMIUM." >&2
        exit 1
      fi ;;
    postgres)
      for c in "$(command -v postgres || true)" /usr/lib/postgresql/*/bin/postgres /usr/pgsql-*/bin/postgres /opt/homebrew/opt/postgresql@*/bin/postgres; do
        if [ -n "$c" ] && [ -x "$c" ]; then continue 2; fi
      done
      if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "installing postgresql for the tests ..." >&2
        mkdir -p /etc/postgresql-common/createcluster.d # no server of its own is wanted
        [ -e /etc/postgresql-common/createcluster.d/enamel-tests.conf ] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.d/enamel-tests.conf
        (apt-get update && apt-get install -y --no-install-recommends postgresql) >/dev/null </dev/null
      else
        echo "The tests of the store need PostgreSQL 15 or later: install it, or put its programs into PATH." >&2
        exit 1
      fi ;;
    mosquitto)
      if command -v mosquitto >/dev/null || [ -x /usr/sbin/mosquitto ]; then continue; fi
      if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "installing mosquitto for the tests of MQTT ..." >&2
        (apt-get update && apt-get install -y --no-install-recommends mosquitto) >/dev/null </dev/null
      else
        echo "The tests of MQTT need the broker Mosquitto: install mosquitto." >&2
        exit 1
      fi ;;
    dbus)
      if command -v dbus-daemon >/dev/null; then continue; fi
      if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "installing dbus-daemon for the tests of Bluetooth ..." >&2
        (apt-get update && apt-get install -y --no-install-recommends dbus-daemon) >/dev/null </dev/null
      else
        echo "The tests of Bluetooth in a browser need dbus-daemon: install dbus." >&2
        exit 1
      fi ;;
    *) echo "need.sh: $need?" >&2; exit 1 ;;
  esac
done
