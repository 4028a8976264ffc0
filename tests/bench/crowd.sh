#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What a listener costs in CPU and memory: crowd.mjs.
#
#   crowd.sh BIN TESTS
set -euo pipefail
cd "$(dirname "$0")"
TUMEN_BIN_DIR=$(cd "$OLDPWD" && realpath "$1")
TUMEN_TESTS_DIR=$(cd "$OLDPWD" && realpath "$2")
export TUMEN_BIN_DIR TUMEN_TESTS_DIR
exec node crowd.mjs
