// SPDX-License-Identifier: Apache-2.0
#include "audio/encoder.h"

#include <assert.h>
#include <errno.h>
#include <opus.h>
#include <string.h>

static OpusEncoder *opus_of(struct encoder *e)
{
	return (OpusEncoder *)(void *)e->opus;
}

static bool is_valid(const struct encoder_setup *s)
{
	return s->bitrate_bps >= 6000 && s->bitrate_bps <= 256000 && s->complexity >= 0 &&
	       s->complexity <= 10 && (s->frame_ms == 20 || s->frame_ms == 40 || s->frame_ms == 60);
}

static int configure(OpusEncoder *opus, const struct encoder_setup *s)
{
	int failed = 0;

	failed |= opus_encoder_ctl(opus, OPUS_SET_BITRATE(s->bitrate_bps));
	failed |= opus_encoder_ctl(opus, OPUS_SET_COMPLEXITY(s->complexity));
	failed |= opus_encoder_ctl(opus, OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE));
	if (s->bitrate_bps >= ENCODER_FULL_BAND_BPS)
		failed |= opus_encoder_ctl(opus, OPUS_SET_BANDWIDTH(OPUS_BANDWIDTH_FULLBAND));
	return failed ? -EINVAL : 0;
}

int encoder_init(struct encoder *e, const struct encoder_setup *setup)
{
	if (!is_valid(setup))
		return -EINVAL;
	if (opus_encoder_get_size(1) > ENCODER_STATE_BYTES)
		return -ENOTSUP;

	memset(e, 0, sizeof *e);
	e->frame_samples = setup->frame_ms * (SAMPLE_RATE_HZ / 1000);
	/* Not VOIP for the low one: its high pass takes away what is left below 125 Hz. */
	int application = setup->bitrate_bps >= ENCODER_FULL_BAND_BPS
					  ? OPUS_APPLICATION_RESTRICTED_LOWDELAY
					  : OPUS_APPLICATION_AUDIO;
	if (opus_encoder_init(opus_of(e), SAMPLE_RATE_HZ, 1, application) != OPUS_OK)
		return -EINVAL;
	int err = configure(opus_of(e), setup);
	opus_int32 lookahead = 0;
	(void)opus_encoder_ctl(opus_of(e), OPUS_GET_LOOKAHEAD(&lookahead));
	e->lookahead_samples = lookahead;
	return err;
}

static int finish_frame(struct encoder *e, const float *pcm, uint8_t *out, int capacity)
{
	int bytes = opus_encode_float(opus_of(e), pcm, e->frame_samples, out, capacity);
	if (bytes > 0)
		return bytes;
	e->failed++;
	return 0;
}

int encoder_encode(struct encoder *e, const float *pcm, int samples, uint8_t *out, int capacity)
{
	assert(samples > 0 && samples <= e->frame_samples);

	if (e->filled_samples == 0 && samples == e->frame_samples)
		return finish_frame(e, pcm, out, capacity);

	int room = e->frame_samples - e->filled_samples;
	int n = samples < room ? samples : room;
	memcpy(e->frame + e->filled_samples, pcm, (size_t)n * sizeof *pcm);
	e->filled_samples += n;
	if (e->filled_samples < e->frame_samples)
		return 0;

	int bytes = finish_frame(e, e->frame, out, capacity);
	e->filled_samples = samples - n;
	memcpy(e->frame, pcm + n, (size_t)e->filled_samples * sizeof *pcm);
	return bytes;
}

int encoder_lookahead_samples(const struct encoder *e)
{
	return e->lookahead_samples;
}

void encoder_reset(struct encoder *e)
{
	e->filled_samples = 0;
	(void)opus_encoder_ctl(opus_of(e), OPUS_RESET_STATE);
}
