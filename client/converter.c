// SPDX-License-Identifier: Apache-2.0
#include "converter.h"

#include <assert.h>
#include <errno.h>
#include <speex/speex_resampler.h>
#include <stddef.h>
#include <string.h>

enum { QUALITY = 6 }; /* flat to 0.92 of the lower Nyquist frequency; 1 ms of delay at 48 kHz */

int converter_init(struct converter *r, uint32_t from_hz, uint32_t to_hz)
{
	*r = (struct converter){ .from_hz = from_hz, .to_hz = to_hz };
	if (from_hz < CONVERTER_RATE_MIN_HZ || from_hz > CONVERTER_RATE_MAX_HZ ||
			to_hz < CONVERTER_RATE_MIN_HZ || to_hz > CONVERTER_RATE_MAX_HZ)
		return -EINVAL;
	if (from_hz == to_hz)
		return 0;
	r->state = speex_resampler_init(1, from_hz, to_hz, QUALITY, NULL);
	return r->state ? 0 : -ENOMEM;
}

void converter_finish(struct converter *r)
{
	if (r->state)
		speex_resampler_destroy(r->state);
	r->state = NULL;
}

uint32_t converter_most(const struct converter *r, uint32_t count)
{
	return (uint32_t)((uint64_t)count * r->to_hz / r->from_hz) + 2;
}

uint32_t converter_process(struct converter *r, const float *in, uint32_t count, float *out,
		uint32_t capacity)
{
	assert(capacity >= converter_most(r, count));
	if (!r->state) {
		memcpy(out, in, count * sizeof *in);
		return count;
	}
	spx_uint32_t taken = count;
	spx_uint32_t given = capacity;
	speex_resampler_process_float(r->state, 0, in, &taken, out, &given);
	assert(taken == count);
	return given;
}

int64_t converter_delay_ns(const struct converter *r)
{
	if (!r->state)
		return 0;
	int samples = speex_resampler_get_input_latency(r->state);
	return samples * NS_PER_S / r->from_hz;
}
