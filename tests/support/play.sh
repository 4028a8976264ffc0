# SPDX-License-Identifier: Apache-2.0
# For tests that play in real time: a folder of their own, a server, a sound server with a virtual
# microphone and virtual headphones, and nothing of it left behind. To be sourced; BIN is where the
# programs are, TESTS where the tests' helpers are.

folder=$(mktemp -d)
pids=()

clean_up() {
	[ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null
	wait
	rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

fail() {
	echo "FAILED: $*"
	for log in "$folder"/*.log; do
		[ -s "$log" ] && echo "--- ${log##*/}" && tail -n 5 "$log"
	done
	exit 1
}

# need PROGRAM...: without them the test is skipped (ctest: 77).
need() {
	local program
	for program in "$@"; do
		command -v "$program" >/dev/null && continue
		echo "skipped: $program is not installed"
		exit 77
	done
}

# start NAME COMMAND...: in the background; what it prints goes to NAME.log, $started is its pid.
start() {
	local name=$1
	shift
	"$@" >>"$folder/$name.log" 2>&1 </dev/null &
	started=$!
	pids+=("$started")
}

# until_true SECONDS COMMAND...: waits for it to succeed.
until_true() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.1
	done
}

# Two speakers saying different things for that many seconds: voice.wav and other.wav.
make_voices() {
	"$TESTS/tests_speak" 1 "$1" "$folder/voice.wav" || fail "no voice"
	"$TESTS/tests_speak" 2 "$1" "$folder/other.wav" || fail "no other voice"
}

# Sets $server to the address of a server of our own.
start_server() {
	start server "$BIN/tumen-server" --listen 127.0.0.1:0 --port-file "$folder/port"
	until_true 60 test -s "$folder/port" || fail "the server does not start"
	server=ws://$(cat "$folder/port")
}

# start_pulse MODULE...: a sound server without a sound card. norewinds: else streams stall at first.
start_pulse() {
	local module modules=()
	export HOME=$folder XDG_RUNTIME_DIR=$folder XDG_CONFIG_HOME=$folder
	export PULSE_SERVER=unix:$folder/pulse.sock PULSE_SINK=spk PULSE_SOURCE=boothmic
	export ALSA_CONFIG_PATH=$folder/alsa.conf
	# Written once: who reads half of it finds no device at all, and PortAudio ends the program.
	[ -e "$ALSA_CONFIG_PATH" ] || cat >"$ALSA_CONFIG_PATH" <<-END
		</usr/share/alsa/alsa.conf>
		pcm.!default { type pulse }
		ctl.!default { type pulse }
	END
	rm -f "$folder/pulse.sock"
	for module in "$@"; do
		modules+=(-L "$module")
	done
	start pulse pulseaudio -n --daemonize=no --exit-idle-time=-1 --use-pid-file=no \
		--log-target=stderr --log-level=error \
		-L "module-native-protocol-unix socket=$folder/pulse.sock auth-anonymous=1" "${modules[@]}"
	sound_pid=$started
	until_true 60 sound_is_there || fail "the sound server does not start"
}

# What is played into `mic` comes out of the microphone; what is played to the headphones comes out
# of `spk.monitor`.
start_sound() {
	start_pulse "module-null-sink sink_name=spk rate=48000 channels=2 norewinds=1" \
		"module-null-sink sink_name=mic rate=48000 channels=1 norewinds=1" \
		"module-remap-source master=mic.monitor source_name=boothmic"
}

# The same with one card: its left side is the microphone, its right side the headphones, so that
# one recording of `hall.monitor` holds both on one clock.
start_sound_on_one_clock() {
	local left="channels=1 channel_map=mono master_channel_map=front-left remix=no"
	local right="channels=1 channel_map=mono master_channel_map=front-right remix=no"
	start_pulse "module-null-sink sink_name=hall rate=48000 channels=2 norewinds=1" \
		"module-remap-sink master=hall sink_name=mic $left" \
		"module-remap-sink master=hall sink_name=spk $right" \
		"module-remap-source master=hall.monitor source_name=boothmic $left"
}

sound_is_there() {
	pactl list short sources 2>/dev/null | grep -q boothmic
}

# last NAME KEY: the newest value of that key in NAME.log's JSON lines; nothing when there is none.
last() {
	grep -s '"type":"status"' "$folder/$1.log" | tail -n 1 |
		grep -o "\"$2\":[^,}]*" | head -n 1 | cut -d: -f2 | tr -d '"'
}

# reports NAME KEY VALUE: whether that is the newest value.
reports() {
	[ "$(last "$1" "$2")" = "$3" ]
}
