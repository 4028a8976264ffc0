#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Shows Tumen at work: a server, a speaker on the floor and four booths, all on this machine. Open
# the page it prints and tap a language. Ctrl-C stops everything.
#
#   ./demo.sh                 on http://127.0.0.1:8080
#   ./demo.sh --port 9000     on another port
#   ./demo.sh --listen ADDR   also for other machines: an address of this one, or 0.0.0.0
#   ./demo.sh --check [S]     without a browser: listens to every channel for S seconds (default 10)
#                             and tells whether each carries the sound it should
set -euo pipefail
cd "$(dirname "$0")"

bin=build/release/bin
cache=build/demo # speech, logs, recordings
address=127.0.0.1 port=8080 check='' started=()

fail() {
	echo "demo: $*" >&2
	exit 1
}

usage() {
	sed -n '3,/^set/{/^#/s/^# \?//p}' "$0"
	exit "$1"
}

# ---- what is needed: packages, programs, speech ----

build() {
	local log=build/release.log
	[ -x "$bin/tumen-server" ] || echo "demo: building, this once takes a minute or two"
	{
		[ -f build/release/build.ninja ] || cmake --preset release
		cmake --build build/release --target programs
	} >"$log" 2>&1 || fail "the build failed; everything it printed: $PWD/$log"
}

# ---- starting and stopping ----

# start NAME PROGRAM...: in the background, its output in build/demo/NAME.log. The kernel ends it
# with us, however we end.
start() {
	local name=$1
	shift
	setpriv --pdeathsig TERM -- "$@" >"$cache/$name.log" 2>&1 </dev/null &
	started+=($!)
}

# shellcheck disable=SC2317 # called by the trap
stop() {
	trap - EXIT INT TERM HUP
	kill "${started[@]}" 2>/dev/null || true
	for _ in $(seq 50); do
		kill -0 "${started[@]}" 2>/dev/null || return 0
		sleep 0.1
	done
	kill -KILL "${started[@]}" 2>/dev/null || true
}

start_server() {
	local options=(--recordings "$cache/recordings")
	(exec 3<>"/dev/tcp/$here/$port") 2>/dev/null &&
		fail "port $port of $here is taken: choose another with --port"
	[ "$address" = 127.0.0.1 ] || options+=(--key-file "$cache/keys")
	start server "$bin/tumen-server" --listen "$address:$port" "${options[@]}"
	for _ in $(seq 100); do
		curl -fs -o /dev/null "http://$here:$port/readyz" && return
		kill -0 "${started[0]}" 2>/dev/null || break
		sleep 0.1
	done
	fail "the server does not start: $(tail -n 1 "$cache/server.log")"
}

# A token for a role, where one is needed.
token() {
	[ "$address" = 127.0.0.1 ] || "$bin/tumen-server" token --key-file "$cache/keys" --bare \
		--role "$@" 2>/dev/null
}

start_speakers() {
	local server="ws://$here:$port" booth
	start floor "$bin/tumen-booth" --server "$server" --role floor --name Speaker \
		--token "$(token floor)" --input "$cache/floor.wav" --loop --json
	for booth in zh ko mn ru; do
		start "$booth" "$bin/tumen-booth" --server "$server" --booth "$booth" \
			--token "$(token interpreter --booth "$booth")" \
			--name "Demo $booth" --input "$cache/$booth.wav" --loop --json
	done
}

# ---- showing ----

addresses() {
	case $address in
	0.0.0.0) hostname -I | tr ' ' '\n' | grep -v : ;;
	*) echo "$address" ;;
	esac
}

# work PAGE TOKEN-OPTIONS...: the link to a page of work, with a token where one is needed. $first is
# the address.
work() {
	if [ "$address" = 127.0.0.1 ]; then
		echo "$first$1"
	else
		"$bin/tumen-server" token --key-file "$cache/keys" --url "$first" "${@:2}" 2>/dev/null |
			sed -n 1p
	fi
}

show() {
	local first each
	first=http://$(addresses | head -n 1):$port/
	echo
	for each in $(addresses); do
		echo "  the attendee's page   http://$each:$port/"
		echo "  straight to a booth   http://$each:$port/#ko"
		echo "  any player            mpv http://$each:$port/listen/ko.opus"
	done
	echo
	echo "  the operator's desk   $(work operator --role operator)"
	echo "  a booth's console     $(work 'booth#booth=ko' --role interpreter --booth ko)"
	echo
	"$bin/tumen-qr" "$first"
	cat <<-TEXT

		  The floor speaks English; booths speak 中文, 한국어, Монгол and Русский; the channel English
		  carries the floor. All voices are espeak-ng's. It has none for Mongolian: you hear Mongolian
		  text read by its Kyrgyz voice, the nearest of those that read Cyrillic letters.

	TEXT
	[ "$address" != 127.0.0.1 ] || echo "  Only this machine can reach it; --listen 0.0.0.0 lets phones in."
	[ "$address" = 127.0.0.1 ] || cat <<-TEXT
		  Everybody who reaches this machine may listen; who has the links above may do more. Other links:
		  $bin/tumen-server token --key-file $cache/keys --url $first --role podium
		  On other machines browsers want https before they play as they should, and before they give a
		  page a microphone; the pages say so.

	TEXT
	echo "  Ctrl-C stops everything."
}

while [ $# -gt 0 ]; do
	case $1 in
	--port | --listen)
		[ $# -ge 2 ] || usage 2
		[ "$1" = --port ] && port=$2 || address=$2
		shift 2
		;;
	--check)
		check=10
		shift
		if [[ ${1:-} =~ ^[0-9]+$ ]]; then check=$1 && shift; fi
		;;
	-h | --help) usage 0 ;;
	*) usage 2 ;;
	esac
done
[[ $port =~ ^[0-9]+$ && $port -ge 1 && $port -le 65535 ]] || fail "--port wants 1 to 65535"
[[ -z $check || $check -ge 5 ]] || fail "--check wants 5 seconds or more: less does not tell voices apart"

scripts/setup.sh build client web demo
build
scripts/demo-speech.sh "$cache"
here=${address/#0.0.0.0/127.0.0.1}
trap stop EXIT
trap 'exit 0' INT TERM HUP
start_server
start_speakers
if [ -n "$check" ]; then
	scripts/demo-check.sh "$bin" "$cache" "$here:$port" "$check" ||
		fail "not every channel is what it should be; logs: $PWD/$cache"
	exit 0
fi
show
wait -n "${started[@]}" || true
fail "one of the programs stopped by itself; logs: $PWD/$cache"
