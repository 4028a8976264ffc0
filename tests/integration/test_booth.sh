#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The real tumen-booth against the real server: two headless consoles that hand the air over by JSON
# orders, one that relays, hearing protection at the program's output, a second path, and a console
# on a terminal that leaves it as it was.
#
#   test_booth.sh BIN TESTS
set -uo pipefail
BIN=$1 TESTS=$2
# shellcheck source=tests/support/play.sh
. "$(dirname "$0")/../support/play.sh"

# console NAME ARGUMENTS...: a headless console; orders go to its file descriptor ${to[NAME]}.
declare -A to
console() {
	local name=$1 fd
	shift
	mkfifo "$folder/$name.in"
	"$BIN/tumen-booth" --server "$server" --json --loop "$@" >>"$folder/$name.log" 2>&1 \
		<"$folder/$name.in" &
	started=$!
	pids+=("$started")
	exec {fd}>"$folder/$name.in"
	to[$name]=$fd
}

order() {
	echo "$2" >&"${to[$1]}"
}

# says NAME PATTERN: what it has printed holds that.
says() {
	grep -qE "$2" "$folder/$1.log"
}

# now NAME TYPE PATTERN: the newest message of that type holds it.
now() {
	grep "\"type\":\"$2\"" "$folder/$1.log" | tail -n 1 | grep -qE "$3"
}

make_voices 60
start_server

echo "two consoles of a booth: one on the air, one off"
console bat --booth mn --name Bat --input "$folder/voice.wav" --output "$folder/bat.wav"
console saraa --booth mn --name Saraa --off --input "$folder/other.wav" \
	--output "$folder/saraa.wav"
until_true 30 reports bat state on_air || fail "Bat does not come on the air"
until_true 30 reports saraa state microphone_off || fail "Saraa is not off"
until_true 30 reports saraa boothmate_heard true || fail "Saraa does not hear Bat"

echo "a handover, asked for and accepted"
order saraa '{"type":"handover","step":"request"}'
until_true 10 now bat console '"state":"requested"' || fail "Bat is not asked"
order bat '{"type":"handover","step":"accept"}'
order bat '{"type":"handover","step":"accept"}'
until_true 10 reports saraa state on_air || fail "Saraa is not on the air"
until_true 10 reports bat state microphone_off || fail "Bat is still on the air"
until_true 10 reports bat boothmate_heard true || fail "Bat does not hear Saraa"

echo "a relay: the floor speaks Mongolian, another booth's floor key gives English"
order saraa '{"type":"output","output":"b"}'
console li --booth zh --name Li --off --input "$folder/voice.wav" --output "$folder/li.wav"
until_true 30 reports li state microphone_off || fail "Li is not there"
order saraa '{"type":"floor_language","language":"mn"}'
until_true 10 now li console '"floor_key":"en","hears":"en"' || fail "no auto-relay"
sleep 8
# both voices are in it: before the relay the floor, whoever spoke there; the later one is longer
"$BIN/tumen-tell" "$folder/li.wav" "$folder/voice.wav" "$folder/other.wav" >"$folder/told"
head -n 1 "$folder/told" | grep -q other.wav || fail "Li hears $(head -n 1 "$folder/told")"

echo "off is off, at once; cough; consent; chat"
order saraa '{"type":"cough","on":true}'
until_true 10 reports saraa state cough || fail "no cough"
order saraa '{"type":"cough","on":false}'
until_true 10 reports saraa state on_air || fail "the cough does not end"
order saraa '{"type":"cannot_interpret","on":true,"reason":"sound"}'
until_true 10 reports saraa state suspended || fail "not suspended"
order saraa '{"type":"microphone","on":true}'
until_true 10 reports saraa state on_air || fail "not back"
order saraa '{"type":"microphone","on":false}'
until_true 10 reports saraa state microphone_off || fail "not off"
order li '{"type":"consent","recording":true}'
until_true 10 says bat '"name":"Li".*"consents":true' || fail "Li's consent is not seen"
order li '{"type":"chat","to":"booths","text":"안녕"}'
until_true 10 says bat '"type":"chat".*안녕' || fail "the chat is not read"

echo "bad orders"
order bat 'nonsense'
until_true 10 says bat '"type":"error","code":"not_json".*"local":true' || fail "no error line"
order bat '{"type":"volume","incoming":151}'
until_true 10 says bat '"out_of_range".*incoming.*0 to 150' || fail "no error line"
order bat '{"type":"handover","step":"cancel"}'
until_true 10 says bat '"code":"handover".*"re":"handover"' || fail "no error of the server"

echo "an order to leave"
order li '{"type":"quit"}'
wait "$started" || fail "Li ended with $?"

echo "hearing protection: tone and bursts through the real program, at its output"
"$TESTS/bench_loud" make "$folder/loud.wav" || fail "no loud sound"
start floor "$BIN/tumen-booth" --server "$server" --role floor --input "$folder/loud.wav" --loop \
	--json
until_true 30 reports floor state on_air || fail "the floor is not on the air"
order bat '{"type":"floor_language","language":"en"}'
console ear --booth ru --off --input "$folder/voice.wav" --output "$folder/ear.wav" \
	--headset-db 130 --incoming 150
ear=$started
until_true 60 says ear '"type":"incident","kind":"peak"' || fail "no bang is reported"
until_true 60 says ear '"type":"incident","kind":"long"' || fail "no long sound is reported"
order ear "{\"type\":\"incidents\",\"file\":\"$folder/incidents.csv\"}"
until_true 10 test -s "$folder/incidents.csv" || fail "no table of incidents"
grep -qE '^....-..-..T..:..:..\....Z,(peak|long),[0-9.]+,[0-9]+,floor' "$folder/incidents.csv" ||
	fail "the table says $(head -n 3 "$folder/incidents.csv")"
order ear '{"type":"quit"}'
wait "$ear" || fail "the ear ended with $?"
"$TESTS/bench_loud" check "$folder/ear.wav" 130 || fail "the ceiling was passed"

echo "a second path brings copies of every packet"
console two --booth ru --input "$folder/voice.wav" --second-path
copies() {
	curl -fs "http://${server#ws://}/metrics" |
		awk '/^tumen_uplink_copies_total/ { exit !($2 > 50) } END { if (NR == 0) exit 1 }'
}
until_true 30 copies || fail "no copies come"
until_true 10 says two '"path":\{"state":"joined"' || fail "the second path is not joined"

command -v tmux >/dev/null || { echo "no tmux: the terminal is left out" && exit 0; }
echo "on a terminal: it begins off the air, and leaves the terminal as it was"
export LC_ALL=C.UTF-8
runs=0 screen=false
shows() {
	$screen capture-pane -p | grep -qF -- "$1"
}
cat >"$folder/terminal.sh" <<-END
	stty -g >"$folder/before"
	"$BIN/tumen-booth" --server "$server" --booth ko --name Kim --loop \
		--input "$folder/voice.wav" --output "$folder/kim.wav" &
	echo \$! >"$folder/kim.pid"
	fg >/dev/null
	stty -g >"$folder/after"
	echo back on the shell
	sleep 1000
END
# run: the console on a terminal of 80 x 24, each time with a tmux server of its own: one that has
# been told to end still answers for a moment
run() {
	$screen kill-server 2>/dev/null
	runs=$((runs + 1))
	screen="tmux -u -L tumen-$$-$runs -f /dev/null"
	$screen new-session -d -x 80 -y 24 "bash -i $folder/terminal.sh 2>/dev/null"
	until_true 30 shows "MICROPHONE OFF" || fail "no console: $($screen capture-pane -p)"
	until_true 30 shows ">a A: ko" || fail "no output: $($screen capture-pane -p)"
}
leave_well() {
	until_true 20 shows "back on the shell" || fail "$1: $($screen capture-pane -p)"
	cmp "$folder/before" "$folder/after" || fail "$1: the terminal is not as it was"
	shows "MICROPHONE OFF" && fail "$1: the screen is still there"
	[ "$($screen display-message -p '#{alternate_on} #{cursor_flag}')" = "0 1" ] ||
		fail "$1: not the screen or no cursor"
}
trap '$screen kill-server 2>/dev/null; clean_up' EXIT
run
$screen send-keys Enter "m c T" # a text, not three keys
until_true 10 shows "to booth (Tab)  m c T_" || fail "no text: $($screen capture-pane -p)"
$screen send-keys Enter
until_true 10 shows "you to booth: m c T" || fail "not said: $($screen capture-pane -p)"
shows "MICROPHONE OFF" || fail "on the air by chatting"
$screen send-keys m
until_true 10 shows "ON AIR > ko" || fail "not on the air: $($screen capture-pane -p)"
$screen resize-window -x 120 -y 40
until_true 10 shows "q leave" || fail "no keys after a resize"
$screen resize-window -x 60 -y 20
until_true 10 shows "ON AIR > ko" || fail "no sign when small"
$screen send-keys q
until_true 10 shows "once more leaves" || fail "left the air without asking"
$screen send-keys q
leave_well "q"
for signal in TERM HUP SEGV ABRT; do
	run
	kill -"$signal" "$(cat "$folder/kim.pid")"
	leave_well "$signal"
done
