#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, and only that: packages of the groups named (default: all groups) from
# scripts/packages.txt, and the web engine's sources where a package-lock.json stands.
#
#   scripts/setup.sh [GROUP...]       groups: build client web demo test
#
# Quick when nothing is missing. Everything that apt and npm print goes to build/setup.log.
# TUMEN_SETUP=no skips the packages, for systems without apt.
set -euo pipefail
cd "$(dirname "$0")/.."

log=build/setup.log
groups=${*:-build client web demo test}
mkdir -p build

fail() {
	echo "setup: $* (everything it printed: $PWD/$log)" >&2
	exit 1
}

have_node() {
	command -v npm >/dev/null && command -v node >/dev/null &&
		[ "$(node -p 'parseInt(process.versions.node)')" -ge 18 ]
}

# The lines of the wanted groups, one package with its alternatives each: "libfoo|libbar".
wanted_packages() {
	local line group='' distribution
	# shellcheck source=/dev/null
	distribution=$(. /etc/os-release && echo "$ID")
	while IFS= read -r line; do
		line=${line%%#*}
		line=${line//[[:space:]]/}
		case $line in
		'') continue ;;
		'['*']') group=${line//[\[\]]/} && continue ;;
		node:*) have_node && continue ;;
		*:*) [ "${line%%:*}" = "$distribution" ] || continue ;;
		esac
		[[ " $groups " == *" $group "* ]] && echo "${line#*:}"
	done <scripts/packages.txt
	return 0
}

installed() {
	[[ $(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null) == ii* ]]
}

missing_packages() {
	local line name
	while IFS= read -r line; do
		for name in ${line//|/ }; do
			installed "$name" && continue 2
		done
		echo "$line"
	done < <(wanted_packages)
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		sudo -- "$@"
	fi
}

apt() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=3 \
		-o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1 </dev/null
}

# Of each line's alternatives the first that the archive has.
choose() {
	local line name chosen=()
	for line in "$@"; do
		for name in ${line//|/ }; do
			apt-cache show "$name" >/dev/null 2>&1 && chosen+=("$name") && continue 2
		done
		# apt calls an update that reached no server a success
		grep -q 'Failed to fetch' "$log" &&
			fail "could not fetch the package lists: is this machine on the network?"
		fail "this system's archive has no package ${line//|/ or }"
	done
	echo "${chosen[@]}"
}

install_packages() {
	local missing names
	mapfile -t missing < <(missing_packages)
	[ ${#missing[@]} -gt 0 ] || return 0
	[ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
		fail "needs root to install ${missing[*]}: run it as root, or install sudo"
	echo "setup: installing ${missing[*]}"
	apt update || fail "could not fetch the package lists: is this machine on the network?"
	names=$(choose "${missing[@]}")
	# shellcheck disable=SC2086 # a list of names
	apt install -y --no-install-recommends $names ||
		fail "could not install $names: $(sed -n '/^E: /{s///p;q}' "$log")"
}

install_modules() {
	scripts/modules.sh "$1" >>"$log" 2>&1 </dev/null ||
		fail "npm could not fetch the modules of $1 ($(sed -n 's/^npm [Ee][Rr][Rr]\S* code //p' "$log" |
			tail -n 1)): is this machine on the network?"
}

: >"$log"
if [ "${TUMEN_SETUP:-}" != no ]; then
	command -v apt-get >/dev/null ||
		fail "knows only apt; install what scripts/packages.txt names, then set TUMEN_SETUP=no"
	install_packages
fi
[[ " $groups " != *" web "* ]] || install_modules client/web
if [[ " $groups " == *" test "* ]]; then
	install_modules tests/e2e
	install_modules tests/support
fi
