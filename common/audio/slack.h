// SPDX-License-Identifier: Apache-2.0
/*
 * How much delay there is to spare, and how eagerly to take it out or to put more in.
 *
 * A packet is needed at the pull in which its first sample sounds, `offset` samples after that pull
 * begins. Its allowance is how long after the base (lateness.h) that pull comes: a packet later
 * than its allowance leaves a hole. Since needs arise at pulls only, allowance comes in whole
 * pulls: taking out up to `offset` samples costs none, the next sample costs a pull of it. So what
 * may go is
 *
 *     offset + pull * floor((allowance - target) / pull)
 *
 * samples, and when that is negative so many must be put in. With ticks of 20 ms and packets of
 * 20 ms this lines packets up with ticks by itself, and the delay is what the phase between arrival
 * and tick forces; with a browser's 128 samples it is the target to within 2.7 ms.
 *
 * Thread: one at a time. No clock: time is counted in samples at 48 kHz. Flat.
 * Before: lateness.h. After: playout.h.
 */
#ifndef AUDIO_SLACK_H
#define AUDIO_SLACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"

enum {
	SLACK_SKIP_SAMPLES = 1500 * SAMPLE_RATE_HZ / 1000, /* more to spare than this is skipped */
	SLACK_HOLD_SAMPLES = 500 * SAMPLE_RATE_HZ / 1000,  /* more missing than this is a pause */
};

struct slack {
	int target;              /* samples of lateness that are to be allowed for */
	int spare;               /* samples that may go; negative: that must come */
	int least, least_before; /* room in this part of the last seconds, and in the one before */
	int noted;               /* samples of this part */
	int resting;             /* samples to play before the next change */
	int refused; /* times that no good place for a change was found since the last */
};

RT void slack_init(struct slack *s);

/* Samples to spare as one packet sees it; see above. Dead zone: taking out has to pay off by a
 * little, so that the measure's own noise does not make it swing. */
RT int slack_room(const struct slack *s, int64_t allowance, int offset, int pull);

/* A packet of so many samples saw that much room. Pulls and packets of different lengths beat
 * against each other, so the least of the last second or two counts. */
RT void slack_note(struct slack *s, int room, int samples);

/* The stream was just started or has jumped: what was noted before is void. */
RT void slack_restart(struct slack *s, int room);

/* That many samples more are to spare than before: concealment was played, or a period repeated;
 * negative when they were taken out. */
RT void slack_shift(struct slack *s, int samples);

/* Time passes. */
RT void slack_play(struct slack *s, int samples);

/* What to do now: samples to take out, negative to put in, 0 to leave everything as it is. */
RT int slack_wish(const struct slack *s);

/* How alike two places must be for a change now, 0 to 1: choosy at first, less so the longer no
 * place was found and the more there is to change. */
RT float slack_likeness(const struct slack *s);

/* A change was made; or no place was good enough. */
RT void slack_changed(struct slack *s, bool in_pause);
RT void slack_refused(struct slack *s);

#endif
