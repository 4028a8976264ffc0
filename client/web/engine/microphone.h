// SPDX-License-Identifier: Apache-2.0
/*
 * A console's microphone in the page: what the browser's device delivers, at the device's rate,
 * becomes packets of the wire contract. Inside: the resampler to 48 kHz, the timeline that says
 * when each sample really was captured, the check of what the device is worth (a headset on
 * Bluetooth stops at 4 or 8 kHz, whatever rate the browser names), and the mouth that the native
 * console has, too.
 *
 * Thread: one at a time; in the page, the AudioWorklet's. No allocation, no clock.
 * Before: the microphone. After: link/link.worker.js (packets), side_tone.h (samples).
 */
#ifndef CLIENT_WEB_ENGINE_MICROPHONE_H
#define CLIENT_WEB_ENGINE_MICROPHONE_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/resampler.h"
#include "audio/sound_check.h"
#include "base/units.h"
#include "mouth.h"
#include "timeline.h"

enum {
	MICROPHONE_FRAMES_MAX = 2048, /* of one push */
	/* What they are at 48 kHz, from the slowest device. */
	MICROPHONE_SAMPLES_MAX = MICROPHONE_FRAMES_MAX * (SAMPLE_RATE_HZ / RESAMPLER_RATE_MIN_HZ),
};

/* A sample that large is at the end of what the device can say. */
#define MICROPHONE_FULL_SCALE 0.999f

struct microphone {
	uint32_t rate_hz;
	struct resampler resampler;
	struct timeline timeline;
	struct mouth mouth;
	struct sound_check check;
	float samples[MICROPHONE_SAMPLES_MAX]; /* of the last push, at 48 kHz */
	int count, taken;                      /* ... how many, and how many the mouth has */
	int64_t captured_ns;                   /* of samples[0] */
	double clipped_samples;
};

/* 0, or -EINVAL for a rate out of range. random: where RTP numbers begin. */
MUST_USE int microphone_init(struct microphone *m, int rate_hz, uint64_t random);

/* What the device delivered: 1 to MICROPHONE_FRAMES_MAX samples, the first captured at about
 * captured_ns on the local clock. Before the next push microphone_packet() must have said 0. */
RT void microphone_push(struct microphone *m, const float *in, int frames, int64_t captured_ns);

/* The next packet of what was pushed, into RTP_PACKET_MAX bytes; 0: no more of them. */
RT uint32_t microphone_packet(struct microphone *m, uint8_t *rtp);

/* Where the device's sound ends; 0 as long as nobody has spoken for long enough to tell. */
RT int microphone_band_hz(const struct microphone *m);

#endif
