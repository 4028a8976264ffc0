// SPDX-License-Identifier: Apache-2.0
/*
 * The same bytes to everyone: each loop's shelves of finished frames, and where each listener
 * stands in front of them.
 *
 * A shelf is a ring of numbered frames: one per stream with a packet in each, and one more for
 * each bundle size (protocol.md section 4), which is filled only while somebody listens to it. A
 * listener holds the number of the next frame it wants. Nothing is queued for anyone: who falls
 * too far behind jumps to the newest frame, the jump is counted, and the packet after it carries
 * RTP's marker bit in a copy of its own (a frame on a shelf is shared, so it is never written to
 * after it is put there).
 *
 * Listeners of a shelf lie in one dense array, so that a new frame costs a walk over exactly
 * those who want it. Who comes first changes with every walk: under overload the last ones would
 * otherwise always be the ones who starve.
 *
 * Thread: the loop's. Pure: no socket, no clock.
 * Owns:   the frames and the arrays, from fanout_init() to fanout_finish(). Not the listeners.
 * Before: ports/downlink.h. After: listener.h.
 */
#ifndef NET_FANOUT_H
#define NET_FANOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"
#include "ports/downlink.h"
#include "proto/framing.h"

enum {
	SHELF_FRAMES = 64, /* 1.3 s of 20 ms packets */
	BUNDLES = FRAMING_PACKETS_MAX,
	BUNDLE_WIRE_MAX = WS_HEADER_MAX + FRAMING_BUNDLE_MAX,
};

/* One binary WebSocket message, ready to be sent. */
struct fanout_frame {
	uint32_t number;    /* of its first packet */
	uint32_t timestamp; /* RTP, of its first packet */
	uint16_t wire_bytes;
	uint16_t marker_at;   /* where in wire the first packet's marker bit lies */
	uint16_t opus_offset; /* where in wire the Opus packet begins; 0 in a bundle */
	uint8_t packets;
	uint8_t *wire;
};

/* Somebody in front of a shelf. */
struct fanout_listener {
	void *owner;      /* struct listener; NULL in a test */
	uint64_t next;    /* number of the frame wanted next */
	bool owes_marker; /* the next packet comes after a jump */
};

struct shelf {
	uint64_t end; /* number that the next frame will get; the first is 1 */
	struct fanout_frame frames[SHELF_FRAMES];
	uint8_t *wires;
	struct fanout_listener *listeners;
	uint32_t listener_count;
	uint32_t turn;    /* who is served first */
	uint64_t visited; /* `end` at the last walk */
};

struct bundler; /* packets that wait for their bundle to be complete */

struct fanout {
	uint32_t streams;
	uint32_t listeners_max; /* per shelf */
	struct shelf *shelves;  /* streams x BUNDLES */
	struct bundler *bundlers;
	uint32_t *expected; /* per stream: the packet number that follows */
};

/* 0 or -ENOMEM. A shelf's frames are allocated when it is first used: see fanout_add(). */
MUST_USE int fanout_init(struct fanout *f, uint32_t streams, uint32_t listeners_max);

/* A zeroed fanout is fine. */
void fanout_finish(struct fanout *f);

/* packets: per message, 1 to BUNDLES. */
struct shelf *fanout_shelf(struct fanout *f, uint32_t stream, uint32_t packets);

/* Takes a copy of the packet. False for a stream that there is not. */
bool fanout_put(struct fanout *f, const struct downlink *d);

/* Lets go of bundles that wait for a packet which did not come (silence: DTX sends few). now_ns:
 * the newest tick, or the clock when there is none. */
void fanout_flush(struct fanout *f, int64_t now_ns);

/* Puts a listener in front of a shelf, wanting the frame that comes next. 0; -ENOSPC when the
 * shelf has listeners_max already; -ENOMEM. */
MUST_USE int fanout_add(struct fanout *f, uint32_t stream, uint32_t packets, void *owner);

/* Takes it away; nothing happens when it is not there. Not during a walk. */
void fanout_remove(struct fanout *f, uint32_t stream, uint32_t packets, const void *owner);

/* The place of a listener in front of a shelf, NULL when it is not there. */
struct fanout_listener *shelf_find(struct shelf *s, const void *owner);

/* The frame that l wants next, NULL when there is none yet. Who is more than lag_max frames
 * behind jumps to the newest; *skipped is raised by the packets jumped over. */
const struct fanout_frame *shelf_next(const struct shelf *s, struct fanout_listener *l,
		uint32_t lag_max, uint64_t *skipped);

/* The bytes to send: the frame's own, or in `copy` (BUNDLE_WIRE_MAX bytes) with the marker bit
 * when l owes it. l owes nothing afterwards. */
const uint8_t *frame_bytes(const struct fanout_frame *frame, struct fanout_listener *l,
		uint8_t *copy);

/* Begins a walk when there is something new: sets *first to the index to begin with. */
bool shelf_walk(struct shelf *s, uint32_t *first);

#endif
