#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Handover, relay hop and change of channel, measured by content at a listener's end: consoles.mjs.
#
#   consoles.sh BIN TESTS
set -euo pipefail
cd "$(dirname "$0")"
TUMEN_BIN_DIR=$(cd "$OLDPWD" && realpath "$1")
TUMEN_TESTS_DIR=$(cd "$OLDPWD" && realpath "$2")
export TUMEN_BIN_DIR TUMEN_TESTS_DIR
exec node consoles.mjs
