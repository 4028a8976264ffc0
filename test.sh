#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sets up, builds and tests everything; stops at the first stage that fails.
#
#   ./test.sh                     all presets, all tests (docs/testing.md says which run where)
#   ./test.sh asan                one preset: dev, asan, tsan or clang
#   ./test.sh unit sim            tests with these labels, in the dev preset
#   ./test.sh asan integration    both
#
# Labels: style unit threads fuzz sim integration devices e2e analyze. Build output goes to build/*.log.
set -uo pipefail
cd "$(dirname "$0")" || exit 1

# Which labels add something under which preset.
declare -A adds=(
	[dev]="style unit fuzz sim integration devices e2e"
	[asan]="unit fuzz sim integration devices"
	[tsan]="threads integration"
	[clang]="unit analyze"
)
# How many tests that play in real time run at once: they wait more than they work, but are strict in dev.
declare -A at_once=([dev]=1 [asan]=$((2 * $(nproc))) [tsan]=$((2 * $(nproc))) [clang]=1)

presets='' labels='' passed=0 failed=0 skipped=0
for word in "$@"; do
	case $word in
	dev | asan | tsan | clang) presets+=" $word" ;;
	style | unit | threads | fuzz | sim | integration | devices | e2e) labels+=" $word" ;;
	analyze) labels+=" $word" presets+=" clang" ;;
	*) sed -n '3,/^set/{/^#/s/^# \?//p}' "$0" && exit 2 ;;
	esac
done
[ -n "$presets" ] || presets=${labels:+dev}
[ -n "$presets" ] || presets="dev asan tsan clang"

finish() {
	[ $((passed + failed)) -gt 0 ] || set -- 1 # no test ran: nothing was tested
	echo
	echo "$passed passed, $failed failed$([ "$skipped" = 0 ] || echo ", $skipped skipped")"
	exit "$1"
}

build() {
	local log=build/$1.log
	echo "== $1: build"
	cmake --preset "$1" >"$log" 2>&1 && cmake --build "build/$1" >>"$log" 2>&1 && return
	grep -E -A3 'error:|warning:|CMake Error|undefined reference|FAILED' "$log" | head -n 40
	echo "test: $1 does not build; everything it printed: $PWD/$log"
	failed=$((failed + 1))
	finish 1
}

# run PRESET LABELS JOBS: one ctest; its own summary stays in sight, and is added up.
run() {
	local log=build/$1-tests.log status line bad all missed pattern=${2# }
	[ -n "$pattern" ] || return 0
	pattern=${pattern// /|}
	echo "== $1:$2"
	ctest --preset "$1" -L "^(${pattern})\$" -j "$3" --no-tests=ignore 2>&1 | tee "$log"
	status=${PIPESTATUS[0]}
	line=$(sed -n 's/.*tests passed, \([0-9]*\) tests failed out of \([0-9]*\).*/\1 \2/p' "$log")
	read -r bad all <<<"${line:-0 0}"
	missed=$(grep -c '\*\*\*Skipped' "$log")
	passed=$((passed + all - bad - missed))
	failed=$((failed + bad))
	skipped=$((skipped + missed))
	[ "$status" = 0 ] || finish 1
}

scripts/setup.sh || exit 1
started=$SECONDS
for preset in $presets; do
	chosen='' waiting='' pages=''
	for label in ${adds[$preset]}; do
		[[ -z $labels || " $labels " == *" $label "* ]] || continue
		case $label in
		integration | devices) waiting+=" $label" ;; # they play in real time
		e2e) pages+=" $label" ;;
		*) chosen+=" $label" ;;
		esac
	done
	build "$preset"
	run "$preset" "$chosen" "$(nproc)"
	run "$preset" "$waiting" "${at_once[$preset]}"
	run "$preset" "$pages" "$(nproc)"
done
echo "took $(((SECONDS - started) / 60)) min $(((SECONDS - started) % 60)) s"
finish 0
