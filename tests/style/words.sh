#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Nothing in the project names one person's machine or one site's mirror: no home folders, no
# package registry's host. (Brackets keep these patterns from finding themselves.)
cd "$(dirname "$0")/../.." || exit 1

places='(^|[^a-zA-Z0-9_.$}~-])/(hom[e]|roo[t]|User[s]|wor[k]|mn[t])/[a-zA-Z0-9]'
hosts='(registr[y]\.|deb\.debia[n]|archive\.ubunt[u]|security\.debia[n]|pypi\.or[g])'
! git grep -nIE "$places|$hosts" -- .
