# The front door. Each target is also one plain command, so nothing here is magic.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

MVN ?= ./mvnw -B
SITES ?= 200
VMS ?= 20
SEED ?= 1
PORT ?= 8443
MINUTES ?= 10
SEEDS ?= 1000
FIRST ?= 0
# The jar's own name for a jar that other targets start.
export SITES VMS SEED PORT MINUTES

##@ Start here
.PHONY: help
help: ## Print this list
	@awk 'BEGIN {FS = ":.*## "} \
	  /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z][a-z-]*:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: doctor
doctor: ## Check that this machine has what Granary needs
	@bin/doctor

.PHONY: demo
demo: ## Start the hub on a simulated Rancher: SITES=200 VMS=20 SEED=1 PORT=8443 (0: any free one) UI=no
	@bin/demo

.PHONY: sim
sim: ## Start the simulated Rancher and its sites alone: SITES= VMS= SEED= PORT=
	@bin/simulator

##@ Change something
.PHONY: test
test: ## Run every test
	$(MVN) verify

.PHONY: verify
verify: ## Everything CI runs: format, rules, every test, the product's contents
	$(MVN) spotless:check verify

.PHONY: format
format: ## Put all Java into the one format
	$(MVN) -q spotless:apply

.PHONY: model
model: ## Run SEEDS=1000 rollouts from seed FIRST=0 in memory against crashes, lost answers, stale leaders and edits
	$(MVN) -q -Dquick test -Dtest='RolloutModelTest#keepsEveryPromiseOverManySeeds' \
	  -Dmodel.seeds=$(SEEDS) -Dmodel.first=$(FIRST)

.PHONY: golden
golden: ## Rewrite the golden files, to be reviewed as prose in the diff
	$(MVN) -q test -Dgolden=write -Dtest='*Golden*,*Reference*,*Stories*,ChartTest,PlainManifestsTest' -Dsurefire.failIfNoSpecifiedTests=false

.PHONY: docs
docs: ## Rewrite docs/reference from the code
	$(MVN) -q test -Dgolden=write -Dtest='*Reference*' -Dsurefire.failIfNoSpecifiedTests=false

##@ The pages inside Rancher
.PHONY: ui
ui: ## Check and build the UI extension: generated types, types, lint, unit tests, bundle
	cd ui-extension && npm install --no-save --no-progress && npm run -s verify

.PHONY: ui-check
ui-check: ## Check the UI extension as CI does: generated types, types, lint, unit tests
	@bin/ui-checks

.PHONY: ui-types
ui-types: ## Write the extension's types from the CRDs and the OpenAPI document
	cd ui-extension && npm run -s types

.PHONY: e2e
e2e: ## Walk a person's paths in Chromium over the real pages, the real hub and the simulator: READY=<a running demo's ready.json>
	@node ui-extension/e2e/run.mjs

.PHONY: screenshots
screenshots: ## Take pictures of every page in both themes and languages to target/screenshots: READY= as for e2e
	@node ui-extension/e2e/screenshots.mjs

##@ Measure
.PHONY: ui-speed
ui-speed: ## Measure the table of virtual machines in a browser over SITES=400 VMS=50, and the size of the bundle: READY= as for e2e
	@SITES=$(if $(filter command,$(firstword $(origin SITES))),$(SITES),400) \
	  VMS=$(if $(filter command,$(firstword $(origin VMS))),$(VMS),50) node ui-extension/e2e/speed.mjs

.PHONY: bench
bench: ## Measure the hub against the simulator, as two processes, and print the table
	@SITES=$(if $(filter command,$(firstword $(origin SITES))),$(SITES),1000) bench/run

.PHONY: bench-policies
bench-policies: ## Hold 10,000 sites against all settings of the catalogue, and print the CPU seconds
	@SITES=$(if $(filter command,$(firstword $(origin SITES))),$(SITES),10000) bench/policies

.PHONY: bench-drift
bench-drift: ## Change a setting at SITES=100 simulated sites, and print how soon the policy's report says so
	@SITES=$(if $(filter command,$(firstword $(origin SITES))),$(SITES),100) bench/drift

.PHONY: bench-rollouts
bench-rollouts: ## Move three rollouts at once over SITES=10000 sites on a virtual clock, and print the table
	$(MVN) -q -Dquick test -Dtest=RolloutBench \
	  -Dbench.sites=$(if $(filter command,$(firstword $(origin SITES))),$(SITES),10000)

.PHONY: chaos
chaos: ## Break sites on purpose for MINUTES=10, then compare every row with the truth: SEED=
	@SITES=$(if $(filter command,$(firstword $(origin SITES))),$(SITES),100) VMS=10 bench/chaos

.PHONY: fleet
fleet: ## Kill the hub KILLS=10 times while a rollout runs over SITES=200 sites with faults; judge every write: SEED=
	@bench/fleet

.PHONY: upgrades
upgrades: ## Upgrade the stores of SITES=200 by canary and waves under faults, kill the hub KILLS=2 times: SEED= PACE=60
	@bench/upgrades

##@ Ship
.PHONY: dist
dist: ## Pack the hub with the UI extension to target/granary-<version>.tar.gz: EXTENSION=<a built one> goes without npm
	@bin/dist

.PHONY: image
image: ## Pack hub and UI extension as an image to target/granary-image.tar, without a container engine: BASE= EXTENSION= UI=no PUSH=
	@bin/image

.PHONY: image-check
image-check: ## Pack the image twice, without network or base image, and fail where a file, time or right differs
	@bin/image-check

.PHONY: sbom
sbom: ## Write the bill of materials and the licences of everything shipped to target/
	$(MVN) -q -DskipTests package cyclonedx:makeBom license:add-third-party

.PHONY: clean
clean: ## Delete what was built
	$(MVN) -q clean
