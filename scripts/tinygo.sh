#!/usr/bin/env bash
# Builds the named packages with TinyGo, as firmware would, or says in one line that this was not checked.
set -eu
if ! command -v tinygo >/dev/null; then
  echo "TinyGo: not checked, because there is no tinygo here (https://tinygo.org/)"
  exit 0
fi
# TinyGo builds programs only: this one is made of nothing but the packages.
dir=$(mktemp -d "$PWD/tinygo-XXXXXX")
trap 'rm -rf "$dir"' EXIT
{
  echo "// Command $(basename "$dir") holds the ground floor together for a moment."
  echo "package main"
  go list -f 'import _ "{{.ImportPath}}"' "$@"
  echo "func main() {}"
} > "$dir/main.go"
tinygo build -o "$dir/out" "$dir"
tinygo build -target wasm -o "$dir/out" "$dir"
echo "TinyGo: $(tinygo version | cut -d' ' -f3) builds $*"
