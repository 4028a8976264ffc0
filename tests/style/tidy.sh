#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# clang-tidy 14 (Debian 12's; others find other things, so with them the check steps aside) over
# the program, not over its tests.
#
#   tidy.sh BUILD      the folder with compile_commands.json, of the clang preset
cd "$(dirname "$0")/../.." || exit 1

version=$(clang-tidy --version 2>/dev/null | sed -n 's/.*version \([0-9]*\).*/\1/p')
if [ "$version" != 14 ] || ! command -v run-clang-tidy >/dev/null; then
	echo "skipped: clang-tidy 14 decides, this is ${version:-none}"
	exit 77
fi
run-clang-tidy -quiet -j "$(nproc)" -p "$1" "^$PWD/(common|server|client)/" 2>&1 |
	sed $'s/\033\\[[0-9;]*m//g' |
	grep -vE '^clang-tidy-|warnings? (generated|treated)|^Suppressed|^Use -header-filter|^$'
exit "${PIPESTATUS[0]}"
