// SPDX-License-Identifier: Apache-2.0
#include "net/http_stream.h"

#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>

#include "audio/ogg_opus.h"
#include "net/listener.h"
#include "net/loop.h"
#include "proto/rtp.h"

enum {
	/* A gap up to here is silence (few packets are sent in it) or a packet left out, and is
	 * filled, so that the player's clock keeps up with ours. A longer one is a jump to live:
	 * filling it would keep the delay. */
	FILL_SAMPLES_MAX = SAMPLE_RATE_HZ,
	/* A channel that says nothing at all is filled up to so long ago: players must not starve.
	 */
	FILL_BEHIND_MS = 300,
};

struct http_stream {
	struct listener ear; /* first; ear.connection is never NULL */
	uint32_t stream;     /* of ports/stream.h */
	struct ogg_opus ogg;
	bool started;
	uint32_t expected; /* RTP timestamp of the sample that follows */
	int64_t filled_ns; /* up to when, on our clock, it has sound */
	struct http_stream *next, *previous;
};

/* ---- pages ---- */

/* Writes the page that was filled. False when the connection is broken. */
static bool write_page(struct http_stream *s)
{
	struct loop *l = s->ear.connection->loop;
	int n = ogg_opus_flush(&s->ogg, l->page, sizeof l->page);
	if (n <= 0)
		return n == 0;
	listener_wrote(&s->ear, (uint32_t)n);
	return lws_write(s->ear.connection->wsi, l->page, (size_t)n, LWS_WRITE_HTTP) >= 0;
}

static bool write_headers(struct http_stream *s, uint32_t channel)
{
	const struct net_setup *net = s->ear.connection->loop->setup.net;
	char title[NAME_BYTES + 8];
	const char *const comments[] = { title };
	struct ogg_opus_setup setup = {
		.serial = s->stream + 1,
		.pre_skip_samples = OGG_OPUS_CONVERGE_SAMPLES,
		.comments = comments,
		.comment_count = 1,
	};
	snprintf(title, sizeof title, "TITLE=%s", net->channels[channel].name);
	return ogg_opus_init(&s->ogg, &setup) == 0 && write_page(s) && write_page(s);
}

/* Adds silence to the page for a gap that is worth it; false when the connection is broken. */
static bool fill(struct http_stream *s, int32_t samples)
{
	while (samples >= TICK_SAMPLES) {
		int added = ogg_opus_put_silence(&s->ogg, samples);
		if (added < 0 || !write_page(s))
			return false;
		if (added == 0)
			return true;
		samples -= added;
		s->expected += (uint32_t)added;
	}
	return true;
}

bool http_stream_write(struct http_stream *s, const struct fanout_frame *frame)
{
	const uint8_t *opus = frame->wire + frame->opus_offset;
	size_t bytes = (size_t)(frame->wire_bytes - frame->opus_offset);
	int samples = ogg_opus_packet_samples(opus, bytes);
	int32_t gap = rtp_timestamp_diff(frame->timestamp, s->expected);
	if (samples <= 0)
		return true; /* nothing that a player could play */
	if (s->started && gap > 0 && gap <= FILL_SAMPLES_MAX && !fill(s, gap))
		return false;
	s->started = true;
	s->expected = frame->timestamp + (uint32_t)samples;
	s->filled_ns = s->ear.connection->loop->now_ns;
	return ogg_opus_put(&s->ogg, opus, bytes) == 0 && write_page(s);
}

/* ---- life ---- */

static void leave_list(struct http_stream *s)
{
	struct loop *l = s->ear.connection->loop;
	if (s->previous)
		s->previous->next = s->next;
	else
		l->streams = s->next;
	if (s->next)
		s->next->previous = s->previous;
}

static void enter_list(struct http_stream *s)
{
	struct loop *l = s->ear.connection->loop;
	s->next = l->streams;
	if (s->next)
		s->next->previous = s;
	l->streams = s;
}

static void count_player(const struct http_stream *s, int64_t amount)
{
	struct counters *counters = s->ear.connection->loop->counters;
	counter_add(counters, COUNTER_STREAMS_HTTP, amount);
	counter_add_players(counters, s->stream / RENDITIONS, amount);
}

int http_stream_open(struct connection *c, uint32_t channel)
{
	struct http_stream *s = calloc(1, sizeof *s);
	if (!s)
		return -1;
	s->stream = stream_of(channel, RENDITION_HIGH);
	s->filled_ns = c->loop->now_ns;
	listener_open(&s->ear, c, LISTENER_STREAM);
	enter_list(s);
	c->kind = CONNECTION_STREAM;
	c->stream = s;
	count_player(s, 1);
	connection_settle(c);
	connection_guard(c);
	if (fanout_add(&c->loop->fanout, s->stream, 1, &s->ear) < 0)
		return -1;
	return write_headers(s, channel) ? 0 : -1;
}

void http_stream_close(struct http_stream *s)
{
	struct loop *l = s->ear.connection->loop;
	count_player(s, -1);
	fanout_remove(&l->fanout, s->stream, 1, &s->ear);
	leave_list(s);
	ogg_opus_finish(&s->ogg);
	free(s);
}

int http_stream_writeable(struct http_stream *s)
{
	listener_resume(&s->ear, fanout_shelf(&s->ear.connection->loop->fanout, s->stream, 1));
	return s->ear.broken ? -1 : 0;
}

/* ---- sweeps ---- */

static void fill_silence(struct http_stream *s, int64_t now_ns)
{
	int64_t until_ns = now_ns - FILL_BEHIND_MS * NS_PER_MS;
	int64_t ticks = (until_ns - s->filled_ns) / TICK_NS;
	if (ticks <= 0 || lws_partial_buffered(s->ear.connection->wsi))
		return;
	s->filled_ns += ticks * TICK_NS;
	if (ticks * TICK_SAMPLES <= FILL_SAMPLES_MAX)
		s->ear.broken |= !fill(s, (int32_t)ticks * TICK_SAMPLES);
}

void http_streams_sweep(struct loop *l)
{
	for (struct http_stream *s = l->streams; s;) {
		struct http_stream *next = s->next;
		fill_silence(s, l->now_ns);
		if (s->ear.broken || listener_is_lost(&s->ear, l->now_ns))
			connection_kill(s->ear.connection);
		s = next;
	}
}

void http_streams_stop(struct loop *l)
{
	for (struct http_stream *s = l->streams; s;) {
		struct http_stream *next = s->next;
		connection_kill(s->ear.connection);
		s = next;
	}
}
