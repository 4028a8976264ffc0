// SPDX-License-Identifier: Apache-2.0
/*
 * The smallest native listener: joins, decodes one channel, writes raw sound to standard output.
 *
 *   listener 127.0.0.1 8080 ko | aplay -f S16_LE -r 48000 -c 1
 *
 * It shows the protocol (docs/protocol.md) and nothing else. What tumen-listen does beyond it: a
 * jitter buffer, a sound card, the true delay, coming back by itself, TLS.
 */
#include <libwebsockets.h>
#include <opus.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATE_HZ = 48000, FRAME_MAX = 5760, HIDE_MAX = RATE_HZ / 10, MESSAGE_MAX = 16384 };

static struct {
	const char *channel;
	bool joined, done;
	uint8_t message[MESSAGE_MAX]; /* a message may come in pieces */
	size_t bytes;
	OpusDecoder *decoder;
	bool started;
	uint16_t next_sequence;
	uint32_t next_timestamp;
} us;

/* Plays a packet, or with NULL what the decoder makes up for a lost one of that many samples. */
static void play(const uint8_t *opus, size_t bytes, int samples)
{
	int16_t pcm[FRAME_MAX];
	int n = opus_decode(us.decoder, opus, (opus_int32)bytes, pcm, samples, 0);
	if (n > 0)
		fwrite(pcm, sizeof *pcm, (size_t)n, stdout);
	us.next_timestamp += n > 0 ? (uint32_t)n : 0;
}

/* The time between the last packet and this one. Where sequence numbers are missing, packets were
 * left out for us: hide a short gap, and skip a long one to stay live. Otherwise it was silent. */
static void bridge(uint16_t sequence, uint32_t timestamp)
{
	static const int16_t zeros[RATE_HZ];
	uint32_t missing = timestamp - us.next_timestamp; /* wraps as it should */
	if (!us.started || missing == 0 || missing > INT32_MAX)
		return;
	if (sequence == us.next_sequence)
		fwrite(zeros, sizeof *zeros, missing < RATE_HZ ? missing : RATE_HZ, stdout);
	else if (missing <= HIDE_MAX)
		play(NULL, 0, (int)missing);
}

/* RFC 3550: 12 bytes, CSRCs, an extension, and behind them the Opus packet. */
static void take_rtp(const uint8_t *b, size_t n)
{
	if (n < 12 || b[0] >> 6 != 2 || (b[1] & 0x7f) != 111)
		return;
	size_t at = 12 + 4 * (size_t)(b[0] & 0x0f);
	if (b[0] & 0x10)
		at += at + 4 <= n ? 4 + 4 * (size_t)(b[at + 2] << 8 | b[at + 3]) : n;
	if (b[0] & 0x20)
		n -= b[n - 1] <= n ? b[n - 1] : n;
	if (at >= n)
		return;
	uint16_t sequence = (uint16_t)(b[2] << 8 | b[3]);
	uint32_t timestamp =
			(uint32_t)b[4] << 24 | (uint32_t)b[5] << 16 | (uint32_t)b[6] << 8 | b[7];
	bridge(sequence, timestamp);
	us.started = true;
	us.next_sequence = (uint16_t)(sequence + 1);
	us.next_timestamp = timestamp;
	play(b + at, n - at, FRAME_MAX);
	fflush(stdout);
}

/* First the join, then a ping every second, so that both sides know that the line stands. */
static void say(struct lws *wsi)
{
	char text[LWS_PRE + 256], *message = text + LWS_PRE;
	int n = us.joined ? snprintf(message, 256, "{\"type\":\"ping\",\"t\":%lld}",
					    (long long)lws_now_usecs() / 1000)
			  : snprintf(message, 256,
					    "{\"type\":\"join\",\"role\":\"listener\",\"channels\":"
					    "[\"%.32s\"]}",
					    us.channel);
	lws_write(wsi, (uint8_t *)message, (size_t)n, LWS_WRITE_TEXT);
	us.joined = true;
	lws_set_timer_usecs(wsi, LWS_USEC_PER_SEC);
}

static void hear(struct lws *wsi, const void *piece, size_t bytes)
{
	if (us.bytes + bytes <= MESSAGE_MAX)
		memcpy(us.message + us.bytes, piece, bytes);
	us.bytes += bytes;
	if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi))
		return;
	if (us.bytes <= MESSAGE_MAX && lws_frame_is_binary(wsi))
		take_rtp(us.message, us.bytes);
	else if (us.bytes <= MESSAGE_MAX) /* welcome, state, pong, error: for people here */
		fprintf(stderr, "%.*s\n", (int)us.bytes, (const char *)us.message);
	us.bytes = 0;
}

static int on_event(struct lws *wsi, enum lws_callback_reasons why, void *user, void *in, size_t n)
{
	(void)user;
	switch ((int)why) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
	case LWS_CALLBACK_TIMER: lws_callback_on_writable(wsi); break;
	case LWS_CALLBACK_CLIENT_WRITEABLE: say(wsi); break;
	case LWS_CALLBACK_CLIENT_RECEIVE: hear(wsi, in, n); break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
	case LWS_CALLBACK_CLIENT_CLOSED: us.done = true; break;
	}
	return 0;
}

int main(int argc, char **argv)
{
	static const struct lws_protocols protocols[] = {
		{ .name = "tumen.v1", .callback = on_event, .rx_buffer_size = MESSAGE_MAX }, { 0 }
	};
	int err;
	if (argc != 4)
		return fprintf(stderr, "usage: listener HOST PORT CHANNEL\n"), 2;
	us.channel = argv[3];
	us.decoder = opus_decoder_create(RATE_HZ, 1, &err);
	lws_set_log_level(LLL_ERR, NULL);
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN,
		.protocols = protocols };
	struct lws_context *context = lws_create_context(&info);
	struct lws_client_connect_info to = { .context = context,
		.address = argv[1],
		.port = (int)strtol(argv[2], NULL, 10),
		.path = "/ws",
		.host = argv[1],
		.protocol = "tumen.v1" };
	if (us.decoder && context && lws_client_connect_via_info(&to))
		while (!us.done && lws_service(context, 0) >= 0)
			;
	lws_context_destroy(context);
	opus_decoder_destroy(us.decoder);
	return 1; /* there is no end but a lost line */
}
