# argo-shim: `make demo` shows it, `make test` proves it. The same on Debian/Ubuntu and macOS.

PREFIX ?= /usr/local
DESTDIR ?=
BUILD := .build
RELEASE := $(BUILD)/release/argo-shim
# Clients that the end-to-end tests drive; they live in a folder of their own and nowhere else.
CLIENTS := $(BUILD)/clients
# One file to copy, that starts faster and needs no Swift on the machine it runs on. macOS has the library in the system.
# Without the table of exported symbols, which keeps unused code in the program, and with lld, which packs its parts more densely;
# relocations are packed where the system's glibc can read that (2.36). Together it saves 4 MB of what an idle shim has.
GLIBC_MINOR := $(shell getconf GNU_LIBC_VERSION 2>/dev/null | sed -n 's/^glibc 2\.\([0-9]*\).*/\1/p')
PACKED := $(if $(filter 1,$(shell test "0$(GLIBC_MINOR)" -ge 36 && echo 1)),-Xlinker -z -Xlinker pack-relative-relocs)
# Swift's library needs little of the C++ library. A folder that has it as an archive alone comes before the system's, which has both and
# would give the shared one: 1 MB.
ARCHIVES := $(BUILD)/archives
STATIC := $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib -Xswiftc -use-ld=lld -Xlinker --no-export-dynamic \
	-Xlinker -L$(CURDIR)/$(ARCHIVES) $(PACKED))
# Each function in a section of its own, so that the linker leaves out those that nobody calls: another 1 MB.
SECTIONS := -Xswiftc -Xfrontend -Xswiftc -function-sections -Xcc -ffunction-sections -Xcc -fdata-sections
# Exclusive access is checked while the tests run; the release saves the checks, which are a tenth of its instructions.
RELEASE_FLAGS := -c release -Xswiftc -enforce-exclusivity=unchecked $(SECTIONS) $(STATIC)

.PHONY: demo test build man docs install check bench sanitize clean build-dependencies test-dependencies clients

demo: build
	$(RELEASE) demo $(DEMO)

build: build-dependencies
	swift build $(RELEASE_FLAGS) --product argo-shim

# Manual pages and completions, from what the commands say of themselves.
man: build
	swift build $(RELEASE_FLAGS) --product generate-manual
	scripts/install-documentation $(RELEASE) $(BUILD)/release/generate-manual $(BUILD)/documentation

# What is in docs/ and comes from the program: the command reference and the picture. A build for debugging does, and takes less time.
docs: build-dependencies
	swift build --product argo-shim
	scripts/command-reference $(BUILD)/debug/argo-shim >$(BUILD)/command-reference.md
	mv $(BUILD)/command-reference.md docs/command-reference.md
	scripts/demo-picture $(BUILD)/debug/argo-shim >$(BUILD)/demo.svg
	mv $(BUILD)/demo.svg docs/images/demo.svg

install: man
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 $(RELEASE) "$(DESTDIR)$(PREFIX)/bin/argo-shim"
	cp -R $(BUILD)/documentation/share "$(DESTDIR)$(PREFIX)/"

# Each of the programs and servers that the end-to-end tests start wants a processor within its limits of time: four tests for a processor
# at once, where this Swift can be told so.
PROCESSORS = $(shell getconf _NPROCESSORS_ONLN)
WIDTH = $(if $(shell swift test --help-hidden 2>/dev/null | grep parallelization-width),--experimental-maximum-parallelization-width \
	$(shell expr 4 '*' $(PROCESSORS)))
# In three runs: tests that only compute would hold up those that talk to servers and programs, which have limits of time.
COMPUTING := LosslessJSONTests|ModelsTests|TokenSyncTests|TranslationTests|CLITests
test: test-dependencies clients
	swift build --build-tests
	swift build --product generate-manual
	scripts/test --skip-build --parallel --filter '$(COMPUTING)'
	scripts/test --skip-build --parallel --skip '$(COMPUTING)|EndToEndTests'
	ARGO_SHIM_CLIENTS="$(CURDIR)/$(CLIENTS)" scripts/test --skip-build --parallel $(WIDTH) --filter EndToEndTests

check: build-dependencies
	scripts/check

bench: build
	scripts/install-packages bench
	swift build $(RELEASE_FLAGS) --product StreamLatency
	bench/run $(BENCH)

# The tunnel drives a C library from threads of its own: its tests again, watched for memory errors, leaks and data races. Libraries without
# frame pointers take the slower way of unwinding, and few frames.
sanitize: test-dependencies
	ASAN_OPTIONS=fast_unwind_on_malloc=0:malloc_context_size=8 LSAN_OPTIONS="suppressions=$(CURDIR)/Tests/leak-suppressions.txt" \
		swift test --sanitize address --scratch-path $(BUILD)/address --filter '^TunnelTests\.'
	swift test --sanitize thread --scratch-path $(BUILD)/thread --filter '^TunnelTests\.'

build-dependencies:
	scripts/install-packages build
	@mkdir -p $(ARCHIVES)
	@for compiler in clang c++; do \
	    archive=$$($$compiler -print-file-name=libstdc++.a 2>/dev/null) && [ -f "$$archive" ] && ln -sf "$$archive" $(ARCHIVES)/ && break; \
	done || true

test-dependencies:
	scripts/install-packages test

# The real anthropic and openai SDKs, Claude Code, which comes inside claude-agent-sdk, Codex, llm, aider and Hermes.
clients: $(CLIENTS)/.installed

$(CLIENTS)/.installed: scripts/install-clients $(wildcard Tests/EndToEndTests/Clients/*.txt)
	scripts/install-clients $(CLIENTS) Tests/EndToEndTests/Clients

clean:
	rm -rf $(BUILD)
