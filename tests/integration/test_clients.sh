#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tumen-booth and tumen-listen with files in the place of devices, against a real server: what is
# spoken is heard, the server may die and come back, and every mistake gets one clear sentence.
#
#   test_clients.sh BIN TESTS
set -uo pipefail
BIN=$1 TESTS=$2
# shellcheck source=tests/support/play.sh
. "$(dirname "$0")/../support/play.sh"

# ends STATUS SENTENCE PROGRAM OPTION...: how it ends, and what it says on standard error.
ends() {
	local status=$1 sentence=$2 said got
	shift 2
	said=$(timeout 20 "$BIN/$1" "${@:2}" 2>&1 >/dev/null </dev/null)
	got=$?
	[ $got = "$status" ] || fail "$*: ended with $got, not $status: $said"
	[ "$(wc -l <<<"$said")" = 1 ] || fail "$*: more than one line: $said"
	[[ $said == *"$sentence"* ]] || fail "$*: \"$said\" does not say \"$sentence\""
}

# tells FILE SPEECH: FILE is of that speech and of no other.
tells() {
	"$BIN/tumen-tell" "$1" "$folder/voice.wav" "$folder/other.wav" >"$folder/told.txt" &&
		grep -q "$2.wav" <(head -n 1 "$folder/told.txt")
}

# hears SPEECH OPTION...: five seconds of a listener of our own; a busy machine may need a second try.
hears() {
	local speech=$1 try
	for try in 1 2 3; do
		"$BIN/tumen-listen" --server "$server" --output "$folder/heard.wav" --duration 5 --json \
			"${@:2}" >"$folder/heard.log" 2>&1 </dev/null || fail "the listener ended with $?"
		tells "$folder/heard.wav" "$speech" && return
		echo "try $try: $(tr '\n' ' ' <"$folder/told.txt")"
	done
	fail "$speech was not heard"
}

make_voices 30

echo "mistakes"
ends 2 "no server address" tumen-listen --server http://hall
ends 2 "no option --chanel" tumen-listen --chanel ko
ends 2 "which booth" tumen-booth
ends 2 "--role is interpreter or floor" tumen-booth --role chair
ends 1 "nobody answers there" tumen-listen --server ws://127.0.0.1:1 --output "$folder/x.wav"
ends 1 "no.wav: No such file or directory" tumen-booth --booth ko --input "$folder/no.wav"
ends 1 "cannot write" tumen-listen --output /no/such/folder/x.wav
ALSA_CONFIG_PATH=/dev/null ends 1 "names no default device" tumen-listen --list-devices
ends 0 "" tumen-listen --help
ends 0 "" tumen-booth --version
start_server
ends 1 "there is no channel 'xx'" tumen-listen --server "$server" --channel xx \
	--output "$folder/x.wav"
ends 1 "there is no booth 'xx'" tumen-booth --server "$server" --booth xx \
	--input "$folder/voice.wav"

echo "two booths, each heard in its own channel"
start ko "$BIN/tumen-booth" --server "$server" --booth ko --input "$folder/voice.wav" --loop --json
start ru "$BIN/tumen-booth" --server "$server" --booth ru --input "$folder/other.wav" --loop --json
ko=${pids[-2]} ru=$started
until_true 60 reports ko state on_air || fail "booth ko does not come on the air"
until_true 60 reports ru state on_air || fail "booth ru does not come on the air"
hears voice --channel ko
hears other --channel ru --rendition low --bundle 3

echo "the server dies and comes back"
start lasting "$BIN/tumen-listen" --server "$server" --channel ko --output "$folder/lasting.wav" \
	--json
lasting=$started
until_true 60 reports lasting state joined || fail "the listener does not join"
disown "${pids[0]}" # else bash reports its death
kill -9 "${pids[0]}"
until_true 60 reports ko state not_connected || fail "booth ko does not notice"
rm "$folder/port"
start server "$BIN/tumen-server" --listen "${server#ws://}" --port-file "$folder/port"
until_true 60 reports ko joins 2 || fail "booth ko does not come back"
until_true 60 reports ru joins 2 || fail "booth ru does not come back"
until_true 60 reports lasting joins 2 || fail "the listener does not come back"
hears voice --channel ko

echo "a killed listener leaves a file that plays"
disown "$lasting"
kill -9 "$lasting"
"$BIN/tumen-tell" "$folder/lasting.wav" "$folder/voice.wav" >/dev/null 2>&1
[ $? != 2 ] || fail "it cannot be read"

echo "SIGTERM ends them well; so does a reader who goes away"
kill -TERM "$ko" "$ru"
wait "$ko" || fail "booth ko ended with $?"
wait "$ru" || fail "booth ru ended with $?"
timeout 20 "$BIN/tumen-listen" --server "$server" --output "$folder/x.wav" </dev/null |
	head -n 1 >/dev/null
[ "${PIPESTATUS[0]}" = 0 ] || fail "the listener did not end with its reader"
