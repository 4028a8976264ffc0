// SPDX-License-Identifier: Apache-2.0
/*
 * From one sample rate to another, mono, with libspeexdsp. Equal rates pass through untouched.
 *
 * Thread: one at a time. Allocates in converter_init() only.
 * Owns:   libspeexdsp's state, until converter_finish().
 */
#ifndef CLIENT_CONVERTER_H
#define CLIENT_CONVERTER_H

#include <stdint.h>

#include "base/units.h"

enum { CONVERTER_RATE_MIN_HZ = 4000, CONVERTER_RATE_MAX_HZ = 192000 };

struct converter {
	void *state; /* NULL: pass through */
	uint32_t from_hz, to_hz;
};

/* 0; -EINVAL when a rate is out of range; -ENOMEM. */
MUST_USE int converter_init(struct converter *r, uint32_t from_hz, uint32_t to_hz);

/* A zeroed one is fine. */
void converter_finish(struct converter *r);

/* Takes all of in; returns how many samples came out. capacity: at least
 * converter_most() of count. */
uint32_t converter_process(struct converter *r, const float *in, uint32_t count, float *out,
		uint32_t capacity);

/* An upper bound of what count samples become. */
uint32_t converter_most(const struct converter *r, uint32_t count);

/* How long it holds the sound back, in nanoseconds. */
int64_t converter_delay_ns(const struct converter *r);

#endif
