#!/usr/bin/env bash
# Runs every fuzz target of the house in turn, each for the given time.
set -eu
time=${1:-20s}
go list -f '{{.Dir}}' ./... | grep -v node_modules | while read -r dir; do
  (cd "$dir" && go test -list '^Fuzz' . | { grep '^Fuzz' || true; }) | while read -r target; do
    echo "== ${dir#"$PWD"/} $target"
    (cd "$dir" && go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" .)
  done
done
