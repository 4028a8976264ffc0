// SPDX-License-Identifier: Apache-2.0
/*
 * What runs on the sound card's time: samples from device to pipe and from pipe to device, a count
 * and a bell. Nothing here can wait or fail.
 *
 * Thread: PortAudio's callback threads; audio_side_reset() while the stream is closed.
 * Owns:   nothing; audio_io.h owns the sides.
 */
#ifndef CLIENT_AUDIO_CALLBACK_H
#define CLIENT_AUDIO_CALLBACK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bell.h"
#include "base/pipe.h"
#include "sound_ports.h"

enum { AUDIO_SIDE_MOST_SECONDS = 5 }; /* no device holds sound for longer */

/* One direction of one opening. */
struct audio_side {
	struct pipe *out;  /* captured, or demands */
	struct pipe *in;   /* output: sound */
	struct bell *bell; /* rung once per callback */
	uint32_t generation, rate_hz;
	uint32_t channels; /* output: interleaved in the device's buffer */

	struct sound_block block; /* being played, or being filled */
	uint32_t played_frames;   /* of block */
	bool lost;                /* captured blocks did not fit the pipe: a gap follows */
	_Atomic uint32_t frames;  /* taken or given so far; the devices thread watches it move */
};

void audio_side_reset(struct audio_side *s, uint32_t generation, uint32_t rate_hz,
		uint32_t channels);

/* frames mono samples came from the device; the first was captured age_seconds ago; what
 * cannot be true counts as 0. gap: the system lost some before. */
RT void audio_side_captured(struct audio_side *s, const float *samples, uint32_t frames,
		double age_seconds, bool gap);

/* The device wants frames samples, the same for each channel; they will sound latency_seconds from
 * now. */
RT void audio_side_wanted(struct audio_side *s, float *samples, uint32_t frames,
		double latency_seconds);

#endif
