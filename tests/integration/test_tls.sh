#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The doors of the real server: TLS and its certificate, renewed under a listener that hears no gap,
# and tokens for whoever speaks.
#
#   tests/integration/test_tls.sh BIN TESTS
set -u
BIN=$1 TESTS=$2
# shellcheck source-path=SCRIPTDIR/../support source=play.sh
. "$(dirname "$0")/../support/play.sh"
need openssl curl

fingerprint() {
	openssl s_client -connect "$address" </dev/null 2>/dev/null |
		openssl x509 -noout -fingerprint
}

token() {
	"$BIN/tumen-server" token --key-file "$folder/keys" --bare --role "$@" 2>/dev/null
}

# booth NAME TOKEN: a Korean booth for a second, over TLS; its last words.
booth() {
	timeout 20 "$BIN/tumen-booth" --server "wss://$address" --insecure-tls --booth ko --token "$2" \
		--input "$folder/voice.wav" --json 2>&1 | grep -q 'not allowed'
}

echo mine >"$folder/lone"
timeout 20 "$BIN/tumen-server" --listen 127.0.0.1:0 --cert "$folder/absent" --cert-key "$folder/lone" --dev-cert \
	--key-file "$folder/lone_keys" 2>"$folder/lone.log" && fail "a key without its certificate will do"
[ "$(cat "$folder/lone")" = mine ] || fail "--dev-cert wrote over a key"

make_voices 30
start server "$BIN/tumen-server" --listen 0.0.0.0:0 --port-file "$folder/port" --cert "$folder/cert" \
	--cert-key "$folder/key" --dev-cert --key-file "$folder/keys" --revoked-file "$folder/revoked"
until_true 5 grep -q 'refused path=.*revoked' "$folder/server.log" ||
	fail "a file of revoked ids that is not there is taken for an empty one"
: >"$folder/revoked"
start server "$BIN/tumen-server" --listen 0.0.0.0:0 --port-file "$folder/port" --cert "$folder/cert" \
	--cert-key "$folder/key" --dev-cert --key-file "$folder/keys" --revoked-file "$folder/revoked"
server_pid=$started
until_true 20 test -s "$folder/port" || fail "the server does not start"
address=127.0.0.1:$(cut -d: -f2 <"$folder/port")

for secret in key keys; do
	[ "$(stat -c %a "$folder/$secret")" = 600 ] || fail "others may read $secret"
done
curl -s -o /dev/null "https://$address/healthz" && fail "an unknown certificate is trusted"
curl -s --cacert "$folder/cert" -D "$folder/head" -o /dev/null "https://$address/healthz" ||
	fail "the certificate is not for this address"
grep -qi '^strict-transport-security:' "$folder/head" || fail "no HSTS"
[ "$(curl -s --cacert "$folder/cert" -o /dev/null -w '%{http_version}' "https://$address/")" = 1.1 ] ||
	fail "not HTTP/1.1"
openssl s_client -connect "$address" -tls1_1 -cipher DEFAULT@SECLEVEL=0 </dev/null 2>&1 |
	grep -q 'alert protocol version' || fail "TLS 1.1 is spoken"
openssl s_client -connect "$address" -tls1_2 -sess_out "$folder/session" </dev/null >/dev/null 2>&1
openssl s_client -connect "$address" -tls1_2 -sess_in "$folder/session" </dev/null 2>&1 |
	grep -q '^Reused' || fail "no session tickets"

booth nobody "" || fail "a booth without a token comes in"
booth other "$(token interpreter --booth mn)" || fail "a token opens another booth"
booth floor "$(token floor)" || fail "the floor's token opens a booth"

start booth "$BIN/tumen-booth" --server "wss://$address" --insecure-tls --booth ko \
	--token "$(token interpreter --booth ko)" --input "$folder/voice.wav" --loop --json
until_true 20 reports booth state on_air || fail "the booth does not come on the air"
start ear "$BIN/tumen-listen" --server "wss://$address" --insecure-tls --channel ko --duration 6 \
	--json --output "$folder/heard.wav"
ear_pid=$started
until_true 20 grep -q '"packets":[1-9][0-9][0-9]' "$folder/ear.log" || fail "nothing is heard"

# a new certificate, while somebody listens; a bad one before it changes nothing
before=$(fingerprint)
cp "$folder/cert" "$folder/old" && echo rubbish >"$folder/cert"
kill -HUP "$server_pid"
until_true 10 grep -q 'certificate kept as it was' "$folder/server.log" || fail "no word of a bad file"
[ "$(fingerprint)" = "$before" ] || fail "a bad file took the certificate away"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$folder/key" \
	-out "$folder/cert" -days 2 -subj /CN=new 2>/dev/null || fail "no new certificate"
kill -HUP "$server_pid"
until_true 10 grep -q 'certificate in use' "$folder/server.log" || fail "no word of a new certificate"
[ "$(fingerprint)" != "$before" ] || fail "the certificate is still the old one"

wait "$ear_pid" || fail "the listener was dropped"
[ "$(last ear lost)" = 0 ] || fail "the listener missed $(last ear lost) packets"
[ "$(last ear packets)" -ge 250 ] || fail "the listener got only $(last ear packets) packets"
grep -q '"joins":[2-9]' "$folder/ear.log" && fail "the listener had to come back"

# who is revoked is put out
grep -o 'role=interpreter booth=ko seat=[0-9]* token=[0-9a-f]*' "$folder/server.log" | tail -n 1 |
	sed 's/.*token=//' >"$folder/revoked"
kill -HUP "$server_pid"
until_true 10 grep -q 'session put out' "$folder/server.log" || fail "a revoked token still speaks"
grep -q "$(token podium | cut -d. -f1)" "$folder/server.log" && fail "a token is in the log"
echo "ok"
