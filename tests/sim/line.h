// SPDX-License-Identifier: Apache-2.0
/*
 * A line from a talker over a network to an ear: the talker makes packets by its own clock, playout
 * is fed and pulled by another, and what comes out is measured sample by sample.
 *
 * Thread: one at a time. Flat; about 3 MB.
 */
#ifndef SIM_LINE_H
#define SIM_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/playout.h"
#include "sim/codec.h"
#include "sim/network.h"

enum { LINE_DELAYS_MAX = 24000 }; /* the histogram's bins of 0.5 ms */

struct line_setup {
	struct network_setup network;
	struct playout_setup playout;
	enum codec_sound sound;
	int packet_samples;
	int pull_samples;
	double skew_ppm; /* the talker's clock is so much faster than the puller's */
	double phase_ms; /* the puller's first pull after the talker's first sample */
};

/* What was heard since line_clear(). */
struct line_heard {
	int64_t pulls, silent_pulls;
	int64_t samples;
	float largest_sample;
	float largest_step;                   /* between neighbouring samples: a click */
	float largest_bend;                   /* second difference: a kink */
	double delay_least_ms, delay_most_ms; /* capture to ear, while playing */
	uint32_t delays[LINE_DELAYS_MAX];     /* pulls, by delay from capture to ear */
	uint32_t transits[LINE_DELAYS_MAX];   /* packets, by time on the network */
	uint64_t hash;                        /* of every sample: equal runs are equal */
};

struct line {
	struct line_setup setup;
	struct network network;
	struct playout playout;
	struct line_heard heard;
	int64_t now_ns; /* the next pull */
	int64_t pulls;
	int64_t packet; /* the next to be made; counts packet times, sent or not */
	uint16_t sequence;
	uint32_t timestamp; /* of the stream's first sample */
	bool is_first;      /* the next packet that arrives is the first of its stream */
	int skip_packets;   /* the server will skip so many */
	int silent_packets; /* how long the talker has said nothing; 0 while it speaks */
	bool was_silent;    /* the last packet was not sent */
	float last[2];
	void (*on_pcm)(void *arg, const float *pcm, int samples); /* may be NULL */
	void *arg;
};

void line_init(struct line *l, const struct line_setup *setup);

/* Runs on. */
void line_run(struct line *l, double seconds);

/* Begins measuring anew; the sound goes on. */
void line_clear(struct line *l);

/* Talker's next packets are skipped: a gap in number and time. */
void line_skip_packets(struct line *l, int packets);

/* The talker falls silent, or speaks again. Silence is sent for 15 packets, then only one in 20. */
void line_set_silent(struct line *l, bool is_silent);

/* The listener changes to another channel: other numbers on the same network. */
void line_tune(struct line *l);

/* Nothing arrives from now on for so long, then everything. */
void line_stall(struct line *l, double seconds);

/* Nothing is pulled for so long, though packets are pushed: the page was asleep. */
void line_sleep(struct line *l, double seconds);

/* The delay from capture to ear that the share (0 to 1) of pulls kept within, ms; and the time on
 * the network that this share of packets kept within. */
double line_delay_ms(const struct line *l, double share);
double line_transit_ms(const struct line *l, double share);

/* The share of packets that took longer than that. */
double line_share_over(const struct line *l, double transit_ms);

#endif
