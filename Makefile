# Shorthands; everything works without make, too (see CONTRIBUTING.md).
MVN = ./mvnw -B -ntp

.PHONY: check ci format accept demo

# Compile, test, check format and rules: what every change must pass.
check:
	$(MVN) verify

# What CI runs: check, then the strict compiler, the long tests and the launcher.
ci:
	.ci/run

format:
	$(MVN) -q spotless:apply

# Rewrite the golden files from what the code does now, then read the diff. TEST=Name narrows it to one test class.
accept:
	$(MVN) test -Dtocsin.accept=true $(if $(TEST),-Dtest=$(TEST) -Dsurefire.failIfNoSpecifiedTests=false)
	git status --short

demo:
	./tocsin demo
