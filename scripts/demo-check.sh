#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Listens to every channel of the running demo at once, prints what came, and exits with 1 when a
# channel is not what it should be: whole, loud enough, with a known delay, and by its content the
# speech of the booth it belongs to (tumen-tell compares it with all of them).
#
#   scripts/demo-check.sh BIN CACHE ADDRESS:PORT SECONDS
set -euo pipefail

bin=$1 cache=$2 server=ws://$3 seconds=$4
heard=$cache/heard
# channel=whose speech; English is passed through from the floor, which speaks it
channels="floor=floor zh=zh ko=ko mn=mn ru=ru en=floor"

# last CHANNEL KEY: a number of its listener's last report
last() {
	grep '"type":"status"' "$heard/$1.json" | tail -n 1 |
		grep -o "\"$2\":[-0-9.]*" | head -n 1 | cut -d: -f2
}

# middle CHANNEL KEY: its median over all reports
middle() {
	grep -o "\"$2\":[-0-9.]*" "$heard/$1.json" | cut -d: -f2 | sort -n |
		awk '{ v[NR] = $1 } END { if (NR) printf "%.0f", v[int((NR + 1) / 2)] }'
}

listen_everywhere() {
	local each listeners=()
	rm -rf "$heard"
	mkdir "$heard"
	for each in $channels; do
		setpriv --pdeathsig TERM -- "$bin/tumen-listen" --server "$server" \
			--channel "${each%=*}" --duration "$seconds" --json --output "$heard/${each%=*}.wav" \
			>"$heard/${each%=*}.json" 2>"$heard/${each%=*}.log" </dev/null &
		listeners+=($!)
	done
	wait "${listeners[@]}" || true # what they missed shows below
}

judge() {
	local channel=$1 source=$2 packets gaps level delay likeness recording verdict=ok
	packets=$(last "$channel" packets) || packets=0
	gaps=$(last "$channel" lost) || gaps=-
	level=$(middle "$channel" rms_dbfs) || level=-99
	delay=$(middle "$channel" delay_ms) || delay=-
	read -r likeness recording < <("$bin/tumen-tell" "$heard/$channel.wav" \
		"$cache"/{floor,zh,ko,mn,ru}.wav 2>/dev/null) || { likeness=0 recording=nothing; }
	recording=$(basename "$recording" .wav)

	[ "$delay" != - ] || verdict="delay unknown"
	[ "${level%.*}" -ge -45 ] || verdict="too quiet"
	[ "$gaps" = 0 ] || verdict="packets lost"
	[ "$packets" -ge $((seconds * 45)) ] || verdict="too few packets"
	awk "BEGIN { exit !($likeness >= 0.7) }" || verdict="no known speech"
	[ "$recording" = "$source" ] || verdict="not the speech of $source"
	printf '  %-8s %-14s %7s %5s %8s %8s   %s\n' "$channel" "$recording ($likeness)" "$packets" \
		"$gaps" "$level dB" "$delay ms" "$verdict"
	[ "$verdict" = ok ]
}

# Until four booths are on the air and the channels have faded over to them.
wait_for_booths() {
	for _ in $(seq 100); do
		[ "$(curl -fs "http://$1/api/v1/event" | grep -o '"depth":1' | wc -l)" -lt 4 ] || break
		sleep 0.1
	done
	sleep 1
}

wait_for_booths "$3"
echo "demo: listening to every channel for $seconds s"
listen_everywhere
bad=0
printf '  %-8s %-14s %7s %5s %8s %8s\n' channel "source (sure)" packets gaps level delay
for each in $channels; do
	judge "${each%=*}" "${each#*=}" || bad=1
done
[ $bad = 1 ] || echo "demo: every channel is what it should be"
exit $bad
