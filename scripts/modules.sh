#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fetches the npm modules of a folder as its package-lock.json says, unless those are there already: a
# stamp beside them tells which lock they were made from. No module's scripts run.
#
#   scripts/modules.sh FOLDER
set -euo pipefail
cd "$1"

stamp=node_modules/.made-from
! cmp -s package-lock.json "$stamp" || exit 0
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
cp package-lock.json "$stamp"
