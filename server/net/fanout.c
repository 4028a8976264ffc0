// SPDX-License-Identifier: Apache-2.0
#include "net/fanout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "net/frame.h"

enum {
	RTP_MARKER_AT = 1, /* RFC 3550 section 5.1: the first bit of the second byte */
	RTP_MARKER = 0x80,
};

/* The packets of one bundle so far. */
struct bundler {
	uint32_t count;
	uint32_t number[BUNDLES];
	uint32_t timestamp; /* of the first */
	int64_t tick_ns;    /* of the first */
	uint16_t length[BUNDLES];
	uint8_t packets[BUNDLES][RTP_PACKET_MAX];
};

int fanout_init(struct fanout *f, uint32_t streams, uint32_t listeners_max)
{
	*f = (struct fanout){ .streams = streams, .listeners_max = listeners_max };
	f->shelves = calloc((size_t)streams * BUNDLES, sizeof *f->shelves);
	f->bundlers = calloc((size_t)streams * BUNDLES, sizeof *f->bundlers);
	f->expected = calloc(streams, sizeof *f->expected);
	if (!f->shelves || !f->bundlers || !f->expected) {
		fanout_finish(f);
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < streams * BUNDLES; i++)
		f->shelves[i].end = f->shelves[i].visited = 1;
	return 0;
}

void fanout_finish(struct fanout *f)
{
	for (uint32_t i = 0; f->shelves && i < f->streams * BUNDLES; i++) {
		free(f->shelves[i].wires);
		free(f->shelves[i].listeners);
	}
	free(f->shelves);
	free(f->bundlers);
	free(f->expected);
	*f = (struct fanout){ 0 };
}

struct shelf *fanout_shelf(struct fanout *f, uint32_t stream, uint32_t packets)
{
	assert(stream < f->streams);
	assert(packets >= 1 && packets <= BUNDLES);
	return &f->shelves[stream * BUNDLES + packets - 1];
}

/* ---- putting ---- */

/* The place on the shelf for the next frame. */
static struct fanout_frame *place(struct shelf *s)
{
	return &s->frames[s->end++ % SHELF_FRAMES];
}

static void put_single(struct shelf *s, const struct downlink *d, uint8_t marker)
{
	struct fanout_frame *frame = place(s);
	uint8_t *wire = frame->wire;
	*frame = (struct fanout_frame){
		.number = d->number,
		.timestamp = d->timestamp,
		.wire_bytes = d->wire_bytes,
		.marker_at = (uint16_t)(d->header_bytes + RTP_MARKER_AT),
		.opus_offset = d->opus_offset,
		.packets = 1,
		.wire = wire,
	};
	memcpy(wire, d->wire, d->wire_bytes);
	wire[frame->marker_at] |= marker;
}

static void put_bundle(struct shelf *s, struct bundler *b)
{
	struct framing_bundle bundle = { .count = b->count };
	uint32_t bytes = 0;
	for (uint32_t i = 0; i < b->count; i++) {
		bundle.packets[i] = (struct framing_packet){ b->packets[i], b->length[i] };
		bytes += FRAMING_LENGTH_BYTES + b->length[i];
	}

	struct fanout_frame *frame = place(s);
	uint8_t *wire = frame->wire;
	uint32_t header = frame_header(wire, FRAME_BINARY, bytes);
	int framed = framing_write(&bundle, wire + header, bytes);
	assert(framed == (int)bytes);
	*frame = (struct fanout_frame){
		.number = b->number[0],
		.timestamp = b->timestamp,
		.wire_bytes = (uint16_t)(header + bytes),
		.marker_at = (uint16_t)(header + FRAMING_LENGTH_BYTES + RTP_MARKER_AT),
		.packets = (uint8_t)b->count,
		.wire = wire,
	};
	b->count = 0;
}

/* Adds a packet to the bundle of `size` packets; puts the bundle when it is complete. A packet
 * that does not follow the one before begins a new bundle. */
static void put_bundled(struct shelf *s, struct bundler *b, uint32_t size, const struct downlink *d,
		uint8_t marker)
{
	if (b->count > 0 && b->number[b->count - 1] + 1 != d->number)
		put_bundle(s, b);
	if (b->count == 0) {
		b->timestamp = d->timestamp;
		b->tick_ns = d->tick_ns;
	}
	b->number[b->count] = d->number;
	b->length[b->count] = (uint16_t)(d->wire_bytes - d->header_bytes);
	memcpy(b->packets[b->count], d->wire + d->header_bytes, b->length[b->count]);
	b->packets[b->count][RTP_MARKER_AT] |= marker;
	b->count++;
	if (b->count == size)
		put_bundle(s, b);
}

bool fanout_put(struct fanout *f, const struct downlink *d)
{
	if (d->stream >= f->streams)
		return false;
	/* the pipe was full and dropped some: for every listener that is a jump */
	uint8_t marker = d->number == f->expected[d->stream] ? 0 : RTP_MARKER;
	f->expected[d->stream] = d->number + 1;
	for (uint32_t packets = 1; packets <= BUNDLES; packets++) {
		struct shelf *s = fanout_shelf(f, d->stream, packets);
		if (s->listener_count == 0)
			continue;
		struct bundler *b = &f->bundlers[d->stream * BUNDLES + packets - 1];
		if (packets == 1)
			put_single(s, d, marker);
		else
			put_bundled(s, b, packets, d, marker);
	}
	return true;
}

void fanout_flush(struct fanout *f, int64_t now_ns)
{
	for (uint32_t i = 0; i < f->streams * BUNDLES; i++) {
		struct bundler *b = &f->bundlers[i];
		if (b->count == 0)
			continue;
		int64_t complete_ns = (int64_t)(i % BUNDLES + 1) * NS_PER_MS *
				      stream_frame_ms(i / BUNDLES);
		if (now_ns - b->tick_ns >= complete_ns)
			put_bundle(&f->shelves[i], b);
	}
}

/* ---- listeners ---- */

/* Memory for a shelf that nobody has used before. */
static int build(struct shelf *s, uint32_t packets, uint32_t listeners_max)
{
	size_t wire_max = packets == 1 ? WIRE_MAX : BUNDLE_WIRE_MAX;
	if (!s->wires)
		s->wires = calloc(SHELF_FRAMES, wire_max);
	if (!s->listeners)
		s->listeners = calloc(listeners_max, sizeof *s->listeners);
	if (!s->wires || !s->listeners)
		return -ENOMEM;
	for (uint32_t i = 0; i < SHELF_FRAMES; i++)
		s->frames[i].wire = s->wires + i * wire_max;
	return 0;
}

int fanout_add(struct fanout *f, uint32_t stream, uint32_t packets, void *owner)
{
	struct shelf *s = fanout_shelf(f, stream, packets);
	if (s->listener_count == f->listeners_max)
		return -ENOSPC;
	int err = build(s, packets, f->listeners_max);
	if (err)
		return err;
	if (s->listener_count == 0) /* what was left half full belongs to the past */
		f->bundlers[stream * BUNDLES + packets - 1].count = 0;
	s->listeners[s->listener_count++] =
			(struct fanout_listener){ .owner = owner, .next = s->end };
	return 0;
}

struct fanout_listener *shelf_find(struct shelf *s, const void *owner)
{
	for (uint32_t i = 0; i < s->listener_count; i++)
		if (s->listeners[i].owner == owner)
			return &s->listeners[i];
	return NULL;
}

void fanout_remove(struct fanout *f, uint32_t stream, uint32_t packets, const void *owner)
{
	struct shelf *s = fanout_shelf(f, stream, packets);
	struct fanout_listener *l = shelf_find(s, owner);
	if (l)
		*l = s->listeners[--s->listener_count];
}

/* ---- taking ---- */

static uint64_t packets_between(const struct shelf *s, uint64_t from, uint64_t to)
{
	uint64_t oldest = s->end > SHELF_FRAMES ? s->end - SHELF_FRAMES : 1;
	uint64_t gone = from < oldest ? oldest - from : 0;
	/* frames that have left the shelf: all but a flushed bundle were as full as the newest */
	uint64_t packets = gone * s->frames[(s->end - 1) % SHELF_FRAMES].packets;
	for (uint64_t n = from + gone; n < to; n++)
		packets += s->frames[n % SHELF_FRAMES].packets;
	return packets;
}

const struct fanout_frame *shelf_next(const struct shelf *s, struct fanout_listener *l,
		uint32_t lag_max, uint64_t *skipped)
{
	assert(lag_max >= 1 && lag_max <= SHELF_FRAMES);
	uint64_t behind = s->end - l->next;
	if (behind == 0)
		return NULL;
	if (behind > lag_max) {
		uint64_t newest = s->end - 1;
		*skipped += packets_between(s, l->next, newest);
		l->next = newest;
		l->owes_marker = true;
	}
	return &s->frames[l->next++ % SHELF_FRAMES];
}

const uint8_t *frame_bytes(const struct fanout_frame *frame, struct fanout_listener *l,
		uint8_t *copy)
{
	if (!l->owes_marker)
		return frame->wire;
	l->owes_marker = false;
	memcpy(copy, frame->wire, frame->wire_bytes);
	copy[frame->marker_at] |= RTP_MARKER;
	return copy;
}

bool shelf_walk(struct shelf *s, uint32_t *first)
{
	if (s->visited == s->end || s->listener_count == 0)
		return false;
	s->visited = s->end;
	*first = s->turn++ % s->listener_count;
	return true;
}
