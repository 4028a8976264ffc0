#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The shape of every file: the licence first, a header's guard is its path, no function over 60
# lines, no file over 400, nothing left to do later. Tables of tests may make a test file longer.
cd "$(dirname "$0")/../.." || exit 1
bad=0

# shellcheck disable=SC2016 # $1 is awk's
git ls-files -z '*.c' '*.h' '*.js' '*.mjs' '*.css' '*.sh' '*CMakeLists.txt' .ci/run | xargs -0 awk '
	function complain(line, what) { print file ":" line ": " what; bad = 1 }
	function close_file() {
		if (!licensed) complain(1, "does not begin with the licence")
		if (lines > 400 && file !~ /^tests\//)
			complain(lines, "400 lines at most: two rooms in one?")
		if (file ~ /\.h$/ && !guarded) complain(1, "its guard is not " guard)
	}
	FNR == 1 {
		if (file) close_file()
		file = FILENAME; licensed = guarded = start = 0
		guard = file; sub(/^(common|server|tests)\//, "", guard)
		guard = toupper(guard); gsub(/[^A-Z0-9]/, "_", guard)
	}
	FNR <= 2 && /SPDX-License-Identifier: Apache-2.0/ { licensed = 1 }
	$1 == "#ifndef" && $2 == guard { guarded = 1 }
	# clang-format puts the braces of a function into the first column, and no others
	file ~ /\.[ch]$/ && /^\{$/ { start = FNR }
	file ~ /\.[ch]$/ && /^\}$/ {
		if (start && FNR - start > 61)
			complain(start, "a function of " FNR - start - 1 " lines, 60 at most")
		start = 0
	}
	{ lines = FNR }
	END { close_file(); exit bad }' || bad=1

if git grep -nIE '\b(TODO|FIXME|XXX|HACK)\b' -- . ':!tests/style/sizes.sh' ':!*package-lock.json'; then
	echo "leftovers: do it, or file an issue"
	bad=1
fi
exit $bad
