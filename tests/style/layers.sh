#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The arrows of docs/architecture.md on the #include lines: a room sees itself and the rooms named
# here, and only the rooms named here see a library. main.c, config.c and metrics.c, which lie in
# server/ itself, see all.
cd "$(dirname "$0")/../.." || exit 1

declare -A sees=(
	[base]="" [audio]="base ogg_opus" [proto]="base" [ports]="base proto"
	[media]="base audio proto ports" [net]="base proto ports ogg_opus" [control]="base proto ports"
	[ogg_opus]="base" [sinks]="base audio ports ogg_opus" [client]="base audio proto"
	[server]="base audio proto ports media net control sinks"
)
declare -A users=(
	[libwebsockets.h]="net client" [ev.h]="net" [opus.h]="audio" [ogg/ogg.h]="audio"
	[portaudio.h]="client" [sndfile.h]="client" [yaml.h]="server"
	[openssl/ssl.h]="net" [openssl/types.h]="net" [jwt.h]="proto"
	[jansson.h]="proto control client server"
)

bad=0
complain() {
	echo "$1: $2"
	bad=1
}

while IFS=: read -r file line include; do
	IFS=/ read -r room folder rest <<<"$file"
	[[ $room == client || -z $rest ]] || room=$folder
	name=${include#*[\"<]} && name=${name%[\">]*}
	other=${name%%/*}
	[[ $name == audio/ogg_opus.h ]] && other=ogg_opus # beside audio, but a room of its own
	if [[ -n ${users[$name]:-} && " ${users[$name]} " != *" $room "* ]]; then
		complain "$file:$line" "$room does not use <$name>; only ${users[$name]} may"
	elif [[ $include == *\"* && $name == */* && -n ${sees[$other]+x} && $other != "$room" &&
		" ${sees[$room]} " != *" $other "* ]]; then
		complain "$file:$line" "$room does not see $other (\"$name\")"
	elif [[ $name == ../* ]]; then
		complain "$file:$line" "includes are written from the source root (\"$name\")"
	fi
done < <(git grep -nE '^[[:space:]]*#[[:space:]]*include' -- 'common/*.[ch]' 'server/*.[ch]' 'client/*.[ch]')
exit $bad
