#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# No shell script has anything for shellcheck to find.
cd "$(dirname "$0")/../.." || exit 1

if ! command -v shellcheck >/dev/null; then
	echo "skipped: no shellcheck"
	exit 77
fi
git grep -lIE '^#!.*\b(ba)?sh$' | xargs shellcheck -x
