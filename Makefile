# Enamel's verbs. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GO      := go
BIN     := bin/enamel
LISTEN  ?= 127.0.0.1:8080
MQTT    ?= 127.0.0.1:1883
DATA    ?= data
# Linked for time zones without files, stripped, reproducible.
BUILD   := -trimpath -tags timetzdata -ldflags "-s -w -X main.version=$(VERSION)"
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
OASDIFF := github.com/oasdiff/oasdiff@v1.35.0
WASMEXEC := $(shell $(GO) env GOROOT 2>/dev/null)/lib/wasm/go_js_wasm_exec
PURE    := ./brush ./brand/... ./session ./reward
# The race detector watches our code, not SQLite's, which is C made into Go, keeps to one hand a connection, and would take seven times as long.
RACELESS := -gcflags=modernc.org/sqlite/...=-race=false -gcflags=modernc.org/libc/...=-race=false
WALKS   := Breaks|Permissions|AskedAgain
FUZZTIME ?= 20s
HOUSEHOLDS ?= 1000
CHAOS_SEED  ?= 0
CHAOS_KILLS ?= 1000
CHAOS_STORE ?= sqlite

.PHONY: help run build test check api-check api-release generate bench bench-reads chaos interop e2e fuzz release web pictures stranger unit unit-race unit-own unit-faults test-rest wasm browser web-test tools

help: ## list the verbs
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 12

tools:
	@scripts/need.sh go node npm

web/node_modules/.ok: web/package.json web/package-lock.json | tools
	cd web && npm ci --no-audit --no-fund --loglevel=error
	touch $@

WEBSRC := $(shell find web/src web/public -type f 2>/dev/null) web/index.html web/vite.config.ts web/tsconfig.json web/compress.ts web/offline.ts web/decoders.ts web/first.ts \
  go.mod $(shell find brand brush session wire cmd/enamel-wasm -name '*.go' ! -name '*_test.go' 2>/dev/null)
web/dist/.built: web/node_modules/.ok $(WEBSRC)
	cd web && npm run --silent build
	touch $@

web: web/dist/.built

build: web ## build bin/enamel, with the app inside
	CGO_ENABLED=0 $(GO) build $(BUILD) -o $(BIN) ./cmd/enamel

browser: ## build bin/enamel.wasm: decoders and dialogues for a page
	GOOS=js GOARCH=wasm $(GO) build -trimpath -gcflags=all=-l -ldflags "-s -w" -o bin/enamel.wasm ./cmd/enamel-wasm

run: build ## build, start, and print the address to open
	$(BIN) serve --data $(DATA) --listen $(LISTEN) --mqtt-listen=$(MQTT)

test: build ## every test there is, on the real things
	@scripts/need.sh go cc node python3 postgres mosquitto chromium dbus
	@$(MAKE) --no-print-directory -j3 unit-race e2e test-rest # the one works while the others wait

test-rest:
	@for of in unit-own unit-faults wasm web-test; do $(MAKE) --no-print-directory $$of; done

unit: unit-race unit-own unit-faults ## Go's tests

unit-race: web
	@scripts/need.sh go cc node python3 postgres mosquitto
	$(GO) test -race $(RACELESS) -timeout 14m -skip '$(WALKS)' ./internal/httpapi ./internal/ingest # the walks over them, one step behind the other: unit-faults
	$(GO) test -race $(RACELESS) -timeout 14m $$($(GO) list ./... | grep -Ev '/(cmd|internal/(chaos|bench|httpapi|ingest))(/|$$)')

unit-own: web # these watch other processes, which the race detector does not see
	@scripts/need.sh go cc node python3 postgres mosquitto
	$(GO) test -timeout 12m ./cmd/... ./internal/chaos ./internal/bench

unit-faults: web # each operation fails in turn
	@scripts/need.sh go cc node python3 postgres mosquitto
	$(GO) test -run 'Sink|Honest|SuiteFinds|$(WALKS)' ./wire/sinktest ./internal/ingest ./internal/httpapi ./internal/mqttio

wasm:
	@scripts/need.sh go node
	GOOS=js GOARCH=wasm $(GO) test -exec="$(WASMEXEC)" $(PURE)

web-test: web/node_modules/.ok
	cd web && npm run --silent test

e2e: build ## a real browser on the real binary
	@scripts/need.sh chromium dbus
	cd web && npm run --silent e2e

check: web ## format, vet, lint, the house's tests, generated files, other machines' builds
	@bad=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$bad" ] || { echo "not formatted: $$bad"; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...
	$(GO) mod verify
	@scripts/audit.sh
	$(GO) test .
	GOOS=js GOARCH=wasm $(GO) build $(PURE)
	GOOS=js GOARCH=wasm $(GO) vet ./cmd/enamel-wasm
	$(MAKE) --no-print-directory browser
	@scripts/tinygo.sh $(PURE)
	GOOS=linux GOARCH=arm64 CGO_ENABLED=0 $(GO) build -o /dev/null ./cmd/enamel
	cd web && npm run --silent check
	node web/e2e/budget.mjs --size
	$(MAKE) --no-print-directory generate api-check
	@git diff --exit-code -- web/src/api/schema.d.ts docs/brands.md docs/brands && [ -z "$$(git ls-files --others --exclude-standard docs/brands)" ] || { echo "generated files are not as committed: run make generate"; exit 1; }

api-check: web/node_modules/.ok ## lint the API's description, and compare it with the released one: nothing may break
	@mkdir -p bin
	$(GO) run ./cmd/enamel openapi > bin/openapi.json
	REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true web/node_modules/.bin/redocly lint --config docs/openapi/redocly.yaml bin/openapi.json
	$(GO) run $(OASDIFF) breaking --fail-on ERR docs/openapi/v1.json bin/openapi.json
	@ln -sfn ../../web/node_modules clients/typescript/node_modules
	cd clients/typescript && npm run --silent types && npm run --silent check

api-release: ## the API as it is becomes the one that may not break
	$(GO) run ./cmd/enamel openapi > docs/openapi/v1.json

generate: web/node_modules/.ok ## write again what is made from the code
	cd web && npm run --silent types
	$(GO) run ./internal/brandtable docs

bench: build browser ## speeds and sizes, as ratios of one run
	$(GO) test -run '^$$' -bench 'DecodeToRead' -benchmem -count 6 ./brand
	$(GO) run ./internal/bench --binary $(BIN)
	node cmd/enamel-wasm/size.mjs bin/enamel.wasm
	@scripts/need.sh chromium
	node web/e2e/budget.mjs

bench-reads: build ## what dashboards read, of HOUSEHOLDS made-up households; kept in bin/bench for the next time
	$(GO) run ./internal/bench --binary $(BIN) --only reads --households $(HOUSEHOLDS) --past bin/bench --span 10s

chaos: web ## kill the real program CHAOS_KILLS times, and worse; CHAOS_SEED=n repeats a run
	nice -n 10 $(GO) run ./internal/chaos --seed $(CHAOS_SEED) --kills $(CHAOS_KILLS) --store $(CHAOS_STORE)

interop: ## the suites of Eclipse Paho in the folder PAHO against the MQTT broker
	@scripts/need.sh go python3
	scripts/paho.sh "$(PAHO)"

fuzz: ## every fuzz target for FUZZTIME
	scripts/fuzz.sh $(FUZZTIME)

pictures: build ## every screen in every state on one sheet, bin/contact/index.html, and the pictures in docs/
	@scripts/need.sh chromium
	cd web && npm run --silent pictures

stranger: build ## walk from the set-up link to a first brushing, with the time that a newcomer takes; into docs/first-brushing.md
	@scripts/need.sh chromium
	node web/e2e/stranger.mjs --write

release: web ## binaries for the machines people have, and what they are made of (CycloneDX), in dist/
	@mkdir -p dist
	@for t in linux/amd64 linux/arm64 linux/arm darwin/arm64 windows/amd64; do \
	  os=$${t%/*}; arch=$${t#*/}; ext=; [ $$os = windows ] && ext=.exe; \
	  echo "dist/enamel-$$os-$$arch$$ext"; \
	  GOOS=$$os GOARCH=$$arch CGO_ENABLED=0 $(GO) build $(BUILD) -o dist/enamel-$$os-$$arch$$ext ./cmd/enamel; done
	$(GO) run ./internal/sbom "$(VERSION)" dist/enamel-linux-amd64 web/package-lock.json > dist/enamel.cdx.json
	cd dist && sha256sum enamel-* enamel.cdx.json > SHA256SUMS
