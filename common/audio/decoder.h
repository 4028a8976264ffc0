// SPDX-License-Identifier: Apache-2.0
/*
 * One Opus decoder, mono at 48 kHz, that always has sound to give: from a packet, from the copy of
 * a lost packet in the next one (FEC), or made up from what was heard last. What is made up fades
 * to silence, since a voice held longer than a syllable is worse than none; what comes after it
 * fades in.
 *
 * Thread: one at a time. libopus neither allocates nor locks while it decodes. Flat: may be copied.
 * Before: jitter.h. After: tape.h.
 */
#ifndef AUDIO_DECODER_H
#define AUDIO_DECODER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"

/* Room for libopus' own state: 1.3.1 takes 18 KB, 1.5.2 with what it can learn to conceal 138 KB.
 * The pages' engine brings its own 1.3.1, and a phone has no room to spare. */
#ifdef __wasm__
#define DECODER_STATE_BYTES (24 * 1024)
#else
#define DECODER_STATE_BYTES (192 * 1024)
#endif

enum {
	DECODER_HIDE_SAMPLES = 480, /* concealment comes in pieces of 10 ms: libopus' speech codec
				       cannot make less, and its music codec gives up pitch after
				       five pieces of any length (both seen in 1.3.1) */
	DECODER_HOLD_SAMPLES = 40 * SAMPLE_RATE_HZ / 1000,     /* concealed at full level, ... */
	DECODER_FADE_OUT_SAMPLES = 60 * SAMPLE_RATE_HZ / 1000, /* ... then down to nothing */
	DECODER_FADE_SAMPLES = 240,     /* 5 ms: into sound again, and out of it at a pause */
	DECODER_PREROLL_SAMPLES = 3840, /* 80 ms, RFC 7845 section 4.6 */
};

/* What comes out is never larger than this, nor anything but a number: room for what a codec
 * overshoots at full scale; whatever a broken packet does ends here. */
#define DECODER_PEAK 2.0f

enum decoder_end {
	DECODER_IN_SPEECH, /* the sound broke off: hold it a little */
	DECODER_IN_PAUSE,  /* it was about to end: fade at once */
};

struct decoder {
	_Alignas(16) uint8_t opus[DECODER_STATE_BYTES];
	int hidden_samples; /* made up since the last packet */
	float gain;         /* of what comes next, 0 to 1 */
};

/* This libopus' state fits into the room for it. */
bool decoder_fits(void);

/* 0, or -ENOTSUP when it does not fit. */
MUST_USE int decoder_init(struct decoder *d);

/* Forgets the sound before. The next packet fades in. */
RT void decoder_reset(struct decoder *d);

/* What a packet decodes to, in samples, 1 to OPUS_FRAME_MAX; 0 when its framing is broken. */
RT int decoder_samples(const uint8_t *bytes, int count);

/* The packet carries a copy of the one before it, of the same length. */
RT bool decoder_has_fec(const uint8_t *bytes, int count);

/* Writes decoder_samples() of sound. false: the packet is broken inside and its time was
 * concealed. */
RT bool decoder_decode(struct decoder *d, const uint8_t *bytes, int count, int samples, float *pcm);

/* Writes the `samples` before a packet of that length, from its FEC copy. */
RT void decoder_recover(struct decoder *d, const uint8_t *bytes, int count, int samples,
		float *pcm);

/* Writes DECODER_HIDE_SAMPLES of concealment. */
RT void decoder_conceal(struct decoder *d, enum decoder_end end, float *pcm);

/* Concealment has faded to nothing. */
RT bool decoder_silent(const struct decoder *d);

/* The stream goes on elsewhere: the codec's state is void, the level stays. */
RT void decoder_jump(struct decoder *d);

/* Brings the codec's state up to where this packet ends; its sound is thrown away (`scratch`).
 * After a jump, DECODER_PREROLL_SAMPLES of packets make it as good as if there had been none. */
RT void decoder_prime(struct decoder *d, const uint8_t *bytes, int count, int samples,
		float scratch[static OPUS_FRAME_MAX]);

#endif
