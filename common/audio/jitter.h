// SPDX-License-Identifier: Apache-2.0
/*
 * Puts one sender's packets back in order and says what comes next.
 *
 * Packets arrive late, in bursts, twice, in the wrong order, or never. This room keeps copies of
 * them by sequence number, notes how late they came (lateness.h), and when asked tells what the
 * stream has next: a packet, a silence in which the sender sent nothing, a loss, or nothing yet. It
 * never waits and never decides when: that is playout's.
 *
 * A silence is a step in the timestamp without one in the sequence numbers; a loss is a step in
 * both, by one packet or by all those that a server skipped on its jump to live.
 *
 * Thread: one at a time. No allocation, no clock: arrival is told. Flat: no pointers inside.
 * Before: the network (puts). After: playout.h (looks and takes).
 */
#ifndef AUDIO_JITTER_H
#define AUDIO_JITTER_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/lateness.h"
#include "audio/packet_pool.h"
#include "base/units.h"

enum {
	JITTER_SLOTS = 1024, /* packets: 20 s of 20 ms; a power of two */

	/* Transits outside these bounds belong to another stream or to nobody. */
	JITTER_EARLY_MAX_SAMPLES = 10 * SAMPLE_RATE_HZ,
	JITTER_LATE_MAX_SAMPLES = LATENESS_MAX_SAMPLES,
};

/* A packet to put. */
struct jitter_packet {
	uint16_t sequence;
	uint32_t timestamp;
	int64_t arrival; /* samples at 48 kHz on the puller's clock */
	int samples;     /* what it decodes to, 1 to OPUS_FRAME_MAX */
	bool marker;     /* the sender was silent before it */
	bool has_capture_time;
	int64_t capture_us;
	const uint8_t *bytes;
	int count; /* 1 to OPUS_PACKET_MAX */
};

enum jitter_put {
	JITTER_TAKEN,
	JITTER_TAKEN_REORDERED, /* behind one that was sent after it */
	JITTER_LATE,            /* its turn was over: dropped */
	JITTER_DUPLICATE,       /* dropped */
	JITTER_STRANGE,      /* does not fit the stream: dropped, unless the next one follows it */
	JITTER_STARTED_OVER, /* it does: another stream; all before it was dropped */
};

enum jitter_verdict {
	JITTER_PACKET,  /* the next packet is here and follows without a gap */
	JITTER_SILENCE, /* it is here; the sender was silent before it, or this is the first of all
			 */
	JITTER_LOST,    /* it is here; packets before it are missing */
	JITTER_EMPTY,   /* nothing here */
};

/* A packet that is held, or the trace of one that was. */
struct jitter_slot {
	int64_t sequence;  /* unwrapped; negative: never used */
	int64_t timestamp; /* unwrapped */
	int64_t capture_us;
	int samples;
	uint16_t chunk, bytes;
	bool held, marker, has_capture_time;
};

struct jitter {
	struct packet_pool pool;
	struct jitter_slot slots[JITTER_SLOTS]; /* by sequence modulo JITTER_SLOTS */
	bool started;                           /* there is a newest packet */
	bool fresh;                             /* none has been taken since the start */
	int64_t next;                           /* sequence after the last one taken */
	int64_t first;                          /* the lowest held, when held > 0 */
	int64_t newest;                         /* sequence of the newest put */
	int64_t newest_timestamp;
	int64_t end;      /* timestamp where the last one taken ended */
	int held;         /* packets */
	int held_samples; /* what they decode to */
	uint64_t lost;    /* packets given up, since init */
	bool was_strange; /* strange_sequence would follow a strange packet */
	uint16_t strange_sequence;
	struct lateness lateness;
};

void jitter_init(struct jitter *j);

/* Drops everything and waits for another stream on the same way: what is known about lateness
 * stays. */
RT void jitter_reset(struct jitter *j);

/* Takes a copy. When there is no room the oldest packets make it, as lost ones. */
RT enum jitter_put jitter_put(struct jitter *j, const struct jitter_packet *packet);

/* What the stream has next. *slot is that packet, valid until the next put, take or reset; NULL for
 * JITTER_EMPTY. */
RT enum jitter_verdict jitter_look(const struct jitter *j, const struct jitter_slot **slot);

/* Copies the next packet out and returns its bytes. Only when there is one. */
RT int jitter_read(const struct jitter *j, struct jitter_slot *packet,
		uint8_t bytes[static OPUS_PACKET_MAX]);

/* The next packet has been dealt with; those missing before it are given up as lost. Only when
 * there is one. */
RT void jitter_take(struct jitter *j);

/* What was missing just before the next packet has been replaced: it follows without a gap now. The
 * missing ones count as lost all the same. Only when there is one. */
RT void jitter_mend(struct jitter *j);

#endif
