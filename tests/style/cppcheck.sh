#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# cppcheck over the program, not over its tests.
#
#   cppcheck.sh BUILD      the folder with compile_commands.json
cd "$(dirname "$0")/../.." || exit 1

if ! command -v cppcheck >/dev/null; then
	echo "skipped: no cppcheck"
	exit 77
fi
cppcheck --project="$1/compile_commands.json" -j "$(nproc)" --quiet --error-exitcode=1 \
	--enable=warning,performance,portability --inline-suppr --suppress='*:/usr/include/*' --suppress='*:*tests/*' \
	--template='{file}:{line}: {message} [{id}]'
