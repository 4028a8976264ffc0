#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The shape of every file: the licence first, a header's guard is its path, no function over 60
# lines, no file over 400, nothing left to do later. Tables of tests may make a test file longer.
cd "$(dirname "$0")/../.." || exit 1

bad=0
complain() {
	echo "$*"
	bad=1
}

while IFS= read -r file; do
	head -n 2 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' ||
		complain "$file:1: does not begin with the licence"
	[[ $file == tests/* || $(wc -l <"$file") -le 400 ]] ||
		complain "$file: $(wc -l <"$file") lines, 400 at most: two rooms in one?"
done < <(git ls-files '*.c' '*.h' '*.js' '*.mjs' '*.css' '*.sh' '*CMakeLists.txt' .ci/run)

while IFS= read -r file; do
	guard=${file#common/} && guard=${guard#server/} && guard=${guard#tests/}
	guard=$(echo "${guard^^}" | tr -c 'A-Z0-9\n' _)
	grep -q "^#ifndef $guard\$" "$file" || complain "$file: its guard is not $guard"
done < <(git ls-files '*.h')

# clang-format puts a function's braces into the first column, and nothing else's
git ls-files -z '*.c' '*.h' | xargs -0 awk '
	/^\{$/ { start = FNR }
	/^\}$/ { if (start && FNR - start > 61) {
		print FILENAME ":" start ": a function of " FNR - start - 1 " lines, 60 at most"; bad = 1 }
		start = 0 }
	END { exit bad }' || bad=1

git grep -nIE '\b(TODO|FIXME|XXX|HACK)\b' -- . ':!tests/style/sizes.sh' ':!*.lock' ':!*package-lock.json' &&
	complain "leftovers: do it, or file an issue"
exit $bad
