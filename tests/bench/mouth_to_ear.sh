#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# How long a voice takes from a microphone to an ear over loopback, and where each millisecond goes;
# and what of its spectrum arrives. Measured by content. Figures, not pass or fail: they need a
# machine that does nothing else, and a release build.
#
#   mouth_to_ear.sh BIN TESTS [SECONDS]
set -uo pipefail
BIN=$1 TESTS=$2 seconds=${3:-20}
# shellcheck source=tests/support/play.sh
. "$(dirname "$0")/../support/play.sh"

# Of a whole second on the air and in the ear: metric NAME: its greatest value.
metric() {
	curl -fs "http://${server#ws://}/metrics" | grep "^tumen_$1" | grep -v ' -1$' |
		awk '{ print $NF }' | sort -n | tail -n 1
}

on_the_air() {
	until_true 20 reports booth state on_air && until_true 20 reports listen state joined
}

# Until both have ended: kill and wait.
end_both() {
	kill "$booth" "$listen" 2>/dev/null
	wait "$booth" "$listen" 2>/dev/null
}

print_delays() {
	read -r least median p99 most found looked <"$folder/delays" || fail "nothing was found again"
	printf '  %-44s %6s ms   (p99 %s, %s to %s; %s of %s pieces found)\n' \
		"mouth to ear, median" "$median" "$p99" "$least" "$most" "$found" "$looked"
}

# Where it goes: from the stamps that travel with the sound, as the programs see them.
print_shares() {
	local mixed=$1 published=$2 shown=$3 card=$4
	awk -v total="$median" -v mixed="$mixed" -v published="$published" -v shown="$shown" -v card="$card" '
		function row(what, ms) { printf "  %-44s %6.1f ms\n", what, ms }
		BEGIN {
			row("  collecting a packet", 20)
			row("  coding, way in, waiting for the mix", mixed - 20)
			row("  levelling, limiting, coding for the channel", published - mixed)
			row("  way out, waiting in the ear, limiting", shown - card - published)
			row("  kept ready for the sound card, and in it", card)
			row("  sum, as tumen-listen shows it", shown)
			row("  not in the stamps (the systems'\'' own buffers)", total - shown)
		}'
}

file_to_file() {
	echo "file to file, 20 ms packets"
	start booth "$BIN/tumen-booth" --server "$server" --booth ko --json \
		--input "$folder/voice.wav" && booth=$started
	start listen "$BIN/tumen-listen" --server "$server" --channel ko --json \
		--output "$folder/heard.wav" && listen=$started
	on_the_air || fail "not on the air"
	sleep "$seconds"
	local mixed published later
	mixed=$(metric microphone_delay_ms) published=$(metric channel_delay_ms)
	end_both
	later=$(awk "BEGIN { print ($(last listen zero_ns) - $(last booth zero_ns)) / 1e6 }")
	"$TESTS/bench_ear" delay "$folder/voice.wav" "$folder/heard.wav" "$later" >"$folder/delays"
	print_delays
	print_shares "$mixed" "$published" "$(last listen delay_ms)" 0
}

device_to_device() {
	echo "device to device, $1 ms asked of each device"
	: >"$folder/booth.log" && : >"$folder/listen.log"
	start booth "$BIN/tumen-booth" --server "$server" --booth ko --json --latency "$1" &&
		booth=$started
	start listen "$BIN/tumen-listen" --server "$server" --channel ko --json --latency "$1" &&
		listen=$started
	on_the_air || fail "not on the air"
	start player paplay --device=mic "$folder/voice.wav" && player=$started
	start recorder parec --device=hall.monitor --rate=48000 --channels=2 --file-format=wav \
		"$folder/both.wav" && recorder=$started
	sleep "$seconds"
	local mixed published
	mixed=$(metric microphone_delay_ms) published=$(metric channel_delay_ms)
	kill "$recorder" "$player"
	wait "$recorder" "$player" 2>/dev/null
	end_both
	"$TESTS/bench_ear" sides "$folder/both.wav" >"$folder/delays"
	print_delays
	print_shares "$mixed" "$published" "$(last listen delay_ms)" \
		"$(last listen ready_and_card_ms)"
}

response() {
	echo "frequency response, floor microphone to the floor channel's ear"
	"$TESTS/bench_ear" tones "$folder/tones.wav"
	: >"$folder/booth.log" && : >"$folder/listen.log"
	start booth "$BIN/tumen-booth" --server "$server" --role floor --json --loop \
		--input "$folder/tones.wav" && booth=$started
	start listen "$BIN/tumen-listen" --server "$server" --channel floor --json \
		--output "$folder/heard.wav" && listen=$started
	on_the_air || fail "not on the air"
	sleep 15
	end_both
	"$TESTS/bench_ear" response "$folder/heard.wav" | if [ -n "${ALL_TONES:-}" ]; then cat; else tail -n 1; fi
}

"$TESTS/tests_speak" 1 $((seconds + 30)) "$folder/voice.wav" || fail "no voice"
start_server
file_to_file
response
need pulseaudio pactl paplay parec
start_sound_on_one_clock
for latency in 10 20 40; do
	device_to_device $latency
done
