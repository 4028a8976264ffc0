#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Speech into a virtual microphone comes out of virtual headphones, through tumen-booth,
# tumen-server and tumen-listen; and again after the sound server was killed and came back.
#
#   test_devices.sh BIN TESTS
set -uo pipefail
BIN=$1 TESTS=$2
# shellcheck source=tests/support/play.sh
. "$(dirname "$0")/../support/play.sh"
need pulseaudio pactl paplay parec

# When its server is killed, ALSA's plugin for PulseAudio is unloaded without giving back all of its
# memory. That is not ours to mend, and without a name left to suppress; test_clients.sh looks for
# leaks in the same programs.
export ASAN_OPTIONS=detect_leaks=0

make_voices 60
start_server
start_sound

# hear: plays the voice to the microphone until the headphones play it. A machine that is busy with
# something else may need a second try.
hear() {
	local player recorder try
	start player paplay --device=mic "$folder/voice.wav"
	player=$started
	until_true 60 speaks || fail "the booth hears nothing: level $(last booth rms_dbfs)"
	for try in 1 2 3 4; do
		start recorder parec --device=spk.monitor --file-format=wav "$folder/heard.wav"
		recorder=$started
		sleep 6
		kill "$recorder"
		wait "$recorder"
		"$BIN/tumen-tell" "$folder/heard.wav" "$folder/voice.wav" "$folder/other.wav" \
			>"$folder/told.txt" && break
		echo "try $try: $(tr '\n' ' ' <"$folder/told.txt")"
		[ "$try" -lt 4 ] || fail "another sound was heard, or none"
	done
	kill "$player"
	wait "$player"
	grep -q "voice.wav" <(head -n 1 "$folder/told.txt") || fail "the other voice was heard"
	echo "heard the voice: $(head -n 1 "$folder/told.txt")"
}

speaks() {
	local level
	level=$(last booth rms_dbfs)
	[ -n "$level" ] && awk "BEGIN { exit !($level > -50) }"
}

start booth "$BIN/tumen-booth" --server "$server" --booth ko --json
booth=$started
start listen "$BIN/tumen-listen" --server "$server" --channel ko --json
listen=$started
until_true 60 reports booth state on_air || fail "the booth does not come on the air"
until_true 60 reports listen channel_state live || fail "the listener sees no live channel"
hear
echo "delay $(last listen delay_ms) ms, of it the device $(last listen ready_and_card_ms) ms"

# opened_again NAME: since $openings was noted. A slow machine may do so by itself meanwhile.
opened_again() {
	local now
	now=$(last "$1" openings)
	[ "${now:-0}" -gt "${openings[$1]}" ] && tail -n 1 "$folder/$1.log" | grep -q '"state":"open"'
}

# The listener's own state of the device stands behind the link's in the object.
lost_device() {
	tail -n 1 "$folder/listen.log" | grep -q '"state":"lost"'
}

echo "the sound server is killed"
declare -A openings=([booth]=$(last booth openings) [listen]=$(last listen openings))
disown "$sound_pid" # else bash reports its death
kill -9 "$sound_pid"
until_true 60 reports booth state no_device || fail "the booth does not notice"
until_true 60 lost_device || fail "the listener does not notice"

echo "the sound server comes back"
start_sound
until_true 60 opened_again booth || fail "the booth does not come back"
until_true 60 opened_again listen || fail "the listener does not come back"
hear

kill -TERM "$booth" "$listen"
wait "$booth" || fail "the booth ended with $?"
wait "$listen" || fail "the listener ended with $?"

echo "a microphone that says 48 kHz and brings 8"
pactl load-module module-null-sink sink_name=phone rate=8000 channels=1 norewinds=1 >"$folder/no" ||
	fail "no telephone"
pactl load-module module-remap-source master=phone.monitor source_name=phonemic >"$folder/no"
start player paplay --device=phone "$folder/voice.wav"
PULSE_SOURCE=phonemic start narrow "$BIN/tumen-booth" --server "$server" --booth ru --json
ends_early() {
	local hz
	hz=$(last narrow band_hz)
	[ -n "$hz" ] && [ "$hz" != null ] && [ "$hz" -ge 3000 ] && [ "$hz" -le 5000 ]
}
until_true 60 ends_early || fail "its band ends at $(last narrow band_hz) Hz"
[ "$(last narrow rate_hz)" -gt 16000 ] || echo "it says so itself: $(last narrow rate_hz) Hz"
