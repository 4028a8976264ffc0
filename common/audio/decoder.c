// SPDX-License-Identifier: Apache-2.0
#include "audio/decoder.h"

#include <errno.h>
#include <string.h>

#include <opus.h>

static OpusDecoder *opus_of(struct decoder *d)
{
	return (OpusDecoder *)(void *)d->opus;
}

bool decoder_fits(void)
{
	return opus_decoder_get_size(1) <= DECODER_STATE_BYTES;
}

int decoder_init(struct decoder *d)
{
	memset(d, 0, sizeof *d);
	if (!decoder_fits())
		return -ENOTSUP;
	int err = opus_decoder_init(opus_of(d), SAMPLE_RATE_HZ, 1);
	assert(err == OPUS_OK);
	return 0;
}

void decoder_reset(struct decoder *d)
{
	opus_decoder_ctl(opus_of(d), OPUS_RESET_STATE);
	d->hidden_samples = 0;
	d->gain = 0.0f;
}

int decoder_samples(const uint8_t *bytes, int count)
{
	const unsigned char *frames[48]; /* RFC 6716 section 3.2.5: 120 ms of 2.5 ms frames */
	opus_int16 sizes[48];
	int n = opus_packet_parse(bytes, count, NULL, frames, sizes, NULL);
	if (n <= 0)
		return 0;
	int samples = n * opus_packet_get_samples_per_frame(bytes, SAMPLE_RATE_HZ);
	return samples <= OPUS_FRAME_MAX ? samples : 0;
}

bool decoder_has_fec(const uint8_t *bytes, int count)
{
	const unsigned char *frames[48];
	opus_int16 sizes[48];
	bool is_celt_only = (bytes[0] & 0x80) != 0; /* RFC 6716 section 3.1 */
	if (is_celt_only || opus_packet_parse(bytes, count, NULL, frames, sizes, NULL) <= 0)
		return false;
	if (sizes[0] == 0)
		return false;

	/* RFC 6716 section 4.2.3: the frame begins with one VAD bit per 20 ms, then the LBRR bit,
	 * each worth exactly one bit of the range coder: so they can be read without it. */
	int samples = opus_packet_get_samples_per_frame(bytes, SAMPLE_RATE_HZ);
	int vad_bits = samples > TICK_SAMPLES ? samples / TICK_SAMPLES : 1;
	return (frames[0][0] >> (7 - vad_bits)) & 1;
}

/* Makes numbers of whatever the codec gave: NaN fails both comparisons. */
static float bounded(float x)
{
	if (x > -DECODER_PEAK && x < DECODER_PEAK)
		return x;
	return x >= DECODER_PEAK ? DECODER_PEAK : x <= -DECODER_PEAK ? -DECODER_PEAK : 0.0f;
}

static void fade_in(struct decoder *d, float *pcm, int samples)
{
	for (int i = 0; i < samples; i++) {
		pcm[i] = bounded(pcm[i]) * d->gain;
		d->gain += 1.0f / DECODER_FADE_SAMPLES;
		if (d->gain > 1.0f)
			d->gain = 1.0f;
	}
}

static void fade_out(struct decoder *d, enum decoder_end end, float *pcm, int samples)
{
	float step = 1.0f / DECODER_FADE_SAMPLES;
	if (end == DECODER_IN_SPEECH && d->hidden_samples < DECODER_HOLD_SAMPLES)
		step = 0.0f;
	else if (end == DECODER_IN_SPEECH)
		step = 1.0f / DECODER_FADE_OUT_SAMPLES;
	for (int i = 0; i < samples; i++) {
		pcm[i] = bounded(pcm[i]) * d->gain;
		d->gain -= step;
		if (d->gain < 0.0f)
			d->gain = 0.0f;
	}
}

static void conceal(struct decoder *d, enum decoder_end end, float *pcm, int samples)
{
	if (decoder_silent(d) || opus_decode_float(opus_of(d), NULL, 0, pcm, samples, 0) != samples)
		memset(pcm, 0, (size_t)samples * sizeof *pcm);
	fade_out(d, end, pcm, samples);
	d->hidden_samples += samples;
}

bool decoder_decode(struct decoder *d, const uint8_t *bytes, int count, int samples, float *pcm)
{
	if (opus_decode_float(opus_of(d), bytes, count, pcm, samples, 0) != samples) {
		conceal(d, DECODER_IN_SPEECH, pcm, samples);
		return false;
	}
	fade_in(d, pcm, samples);
	d->hidden_samples = 0;
	return true;
}

void decoder_recover(struct decoder *d, const uint8_t *bytes, int count, int samples, float *pcm)
{
	if (opus_decode_float(opus_of(d), bytes, count, pcm, samples, 1) != samples) {
		conceal(d, DECODER_IN_SPEECH, pcm, samples);
		return;
	}
	fade_in(d, pcm, samples);
	d->hidden_samples = 0;
}

void decoder_conceal(struct decoder *d, enum decoder_end end, float *pcm)
{
	conceal(d, end, pcm, DECODER_HIDE_SAMPLES);
}

bool decoder_silent(const struct decoder *d)
{
	return d->gain <= 0.0f;
}

void decoder_jump(struct decoder *d)
{
	opus_decoder_ctl(opus_of(d), OPUS_RESET_STATE);
}

void decoder_prime(struct decoder *d, const uint8_t *bytes, int count, int samples,
		float scratch[static OPUS_FRAME_MAX])
{
	if (opus_decode_float(opus_of(d), bytes, count, scratch, samples, 0) < 0)
		decoder_jump(d);
}
