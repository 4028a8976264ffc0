// SPDX-License-Identifier: Apache-2.0
/*
 * The real media room with a test at the other end of its pipes: microphones that send tones,
 * ears that decode channels, a clock that the test turns. One loop, no threads.
 */
#ifndef SUPPORT_MEDIA_RIG_H
#define SUPPORT_MEDIA_RIG_H

#include <opus.h>
#include <stdbool.h>
#include <stdint.h>

#include "audio/encoder.h"
#include "media/media.h"
#include "ports/downlink.h"
#include "ports/media_command.h"
#include "ports/media_note.h"
#include "proto/rtp.h"
#include "support/tone.h"

enum {
	RIG_EAR_TICKS = 512,
	RIG_LEAN_CHANNEL = 3, /* has 16 kbit/s, the others 48 */
	RIG_MONITORED_SLOT = 1,
	RIG_MONITOR = CHANNELS_MAX, /* the ear of that slot's monitor */
	RIG_EARS,
};

struct rig_microphone {
	struct handle handle; /* invalid: none */
	struct tone tone;
	bool muted;        /* sends digital silence */
	bool paused;       /* sends nothing at all */
	bool unstamped;    /* does not say when they were captured */
	int64_t claims_us; /* says this instead of the truth; 0: the truth */
	uint16_t sequence;
	uint32_t timestamp;
	struct encoder encoder;
};

/* What one channel's high rendition sounded like, tick by tick. */
struct rig_ear {
	OpusDecoder *decoder;
	bool heard; /* a packet came in this turn */
	uint32_t packets, markers, capture_times;
	uint32_t last_number;
	bool gap;                               /* numbers did not rise by one */
	struct rtp_packet rtp;                  /* of the last packet; payload is gone */
	float pcm[RIG_EAR_TICKS][TICK_SAMPLES]; /* ring: turn % RIG_EAR_TICKS */
};

struct rig {
	struct media *media;
	struct pipe uplink, downlink, command, note;
	struct bell bell, control;
	int64_t now_ns;
	uint32_t turns;
	uint32_t skipped; /* ticks that the next turn leaves out, as a stalled machine does */
	struct route route;
	struct media_note last_note;
	uint32_t notes;
	uint32_t low_packets; /* all channels */
	int64_t tick_cost_ns; /* what the last media_tick() took, for benchmarks */
	struct rig_microphone microphones[MICROPHONES_MAX];
	struct rig_ear ears[RIG_EARS]; /* a channel each, then the monitor of one slot */
	uint32_t channels;
};

/* channels: floor included. Everything asserts: a rig that does not stand is a failed test. */
struct rig *rig_create(uint32_t channels, int complexity);
void rig_destroy(struct rig *r);

/* A microphone in a slot with a tone; who hears it is the route's business. */
void rig_open(struct rig *r, uint32_t slot, uint32_t generation, double hz, double dbfs);
void rig_close(struct rig *r, uint32_t slot);

/* Sends r->route as it stands. */
void rig_send_route(struct rig *r);

/* Turns the clock on by so many ticks. */
void rig_turn(struct rig *r, uint32_t ticks);

/* Level of a frequency in the last `ticks` of a channel, dBFS. */
double rig_level(const struct rig *r, uint32_t channel, double hz, uint32_t ticks);

#endif
