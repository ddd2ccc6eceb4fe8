# argo-shim: `make demo` shows it, `make test` proves it. The same on Debian/Ubuntu and macOS.

PREFIX ?= /usr/local
DESTDIR ?=
BUILD := .build
RELEASE := $(BUILD)/release/argo-shim
# Clients that the end-to-end tests drive; they live in a folder of their own and nowhere else.
CLIENTS := $(BUILD)/clients
# One file to copy, that starts faster and needs no Swift on the machine it runs on. macOS has the library in the system.
STATIC := $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)

.PHONY: demo test build install check bench sanitize clean build-dependencies test-dependencies clients

demo: build
	$(RELEASE) demo $(DEMO)

build: build-dependencies
	swift build -c release --product argo-shim $(STATIC)

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 $(RELEASE) "$(DESTDIR)$(PREFIX)/bin/argo-shim"

test: test-dependencies clients
	ARGO_SHIM_CLIENTS="$(CURDIR)/$(CLIENTS)" swift test --parallel

check: build-dependencies
	scripts/check

bench: build
	scripts/install-packages bench
	swift build -c release --product StreamLatency $(STATIC)
	bench/run $(BENCH)

# The tunnel drives a C library from threads of its own: its tests again, watched for memory errors and for data races.
sanitize: test-dependencies
	swift test --sanitize address --scratch-path $(BUILD)/address --filter TunnelTests
	swift test --sanitize thread --scratch-path $(BUILD)/thread --filter TunnelTests

build-dependencies:
	scripts/install-packages build

test-dependencies:
	scripts/install-packages test

# The real anthropic and openai SDKs, and Claude Code, which comes inside claude-agent-sdk.
clients: $(CLIENTS)/.installed

$(CLIENTS)/.installed: Tests/EndToEndTests/Clients/requirements.txt
	scripts/install-clients $(CLIENTS) Tests/EndToEndTests/Clients/requirements.txt

clean:
	rm -rf $(BUILD)
