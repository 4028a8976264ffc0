#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The example that docs/client-howto.md teaches with hears a booth: a real server, a real booth with
# a tone, and 20,000 samples that are not silence (0.4 s) within 20 s.
# usage: example_listener.sh TUMEN_SERVER TUMEN_BOOTH EXAMPLE_LISTENER
set -u
server=$1 booth=$2 listener=$3

command -v ffmpeg >/dev/null || { echo "skipped: no ffmpeg to make a tone with"; exit 77; }
folder=$(mktemp -d) || exit 1
started=()
end() {
	[[ ${#started[@]} -eq 0 ]] || kill "${started[@]}" 2>/dev/null
	wait
	rm -rf "$folder"
}
trap end EXIT

# Until a command succeeds, for so many seconds.
wait_for() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[[ $SECONDS -lt $end ]] || return 1
		sleep 0.1
	done
}

fail() {
	echo "$1"
	tail -n 20 "$folder"/*.log
	exit 1
}

loud() {
	tail -c 480000 "$folder/heard.raw" | od -An -v -td2 |
		awk '{ for (i = 1; i <= NF; i++) if ($i > 1000 || $i < -1000) loud++ }
			END { exit loud < 20000 }'
}

ffmpeg -loglevel error -f lavfi -i "sine=frequency=440:duration=2" -ar 48000 "$folder/tone.wav" ||
	fail "no tone"
"$server" --listen 127.0.0.1:0 --port-file "$folder/port" >"$folder/server.log" 2>&1 &
started+=($!)
wait_for 10 test -s "$folder/port" || fail "the server did not start"
port=$(cut -d: -f2 "$folder/port")
"$listener" 127.0.0.1 "$port" ko >"$folder/heard.raw" 2>"$folder/listener.log" &
started+=($!)
"$booth" --server "ws://127.0.0.1:$port" --booth ko --input "$folder/tone.wav" --loop --retry \
	>"$folder/booth.log" 2>&1 &
started+=($!)
wait_for 20 loud || fail "the example heard nothing"
grep -q '"type":"welcome"' "$folder/listener.log" || fail "no welcome"
