// SPDX-License-Identifier: Apache-2.0
/* A packet says only which samples it stands for; the decoder computes the tone from that. Its
 * concealment is the tone going on, with the fades of the real one. */
#include "sim/codec.h"

#include <math.h>
#include <string.h>

#include "audio/decoder.h"

struct stub_packet {
	int64_t first_sample;
	int32_t samples;
	int32_t is_silent;
};

struct stub_state {
	int64_t next_sample;
	bool is_silent;
};

static enum codec_sound saying;

void codec_start(enum codec_sound sound)
{
	saying = sound;
}

int codec_encode(int64_t first_sample, int samples, uint8_t bytes[static NETWORK_PACKET_BYTES])
{
	struct stub_packet packet = { first_sample, samples, saying == CODEC_SILENCE };
	memcpy(bytes, &packet, sizeof packet);
	return sizeof packet;
}

static struct stub_packet read(const uint8_t *bytes, int count)
{
	struct stub_packet packet = { 0 };
	if (count == sizeof packet)
		memcpy(&packet, bytes, sizeof packet);
	return packet;
}

static void say(struct decoder *d, float *pcm, int samples)
{
	struct stub_state *s = (struct stub_state *)(void *)d->opus;
	const double step = 2 * 3.14159265358979323846 * CODEC_TONE_HZ / SAMPLE_RATE_HZ;
	/* The tone repeats every second, so the angle keeps its precision for days. */
	double angle = step * (double)(s->next_sample % SAMPLE_RATE_HZ);
	double sine = 0.5 * sin(angle);
	double cosine = 0.5 * cos(angle);
	const double turn_sine = sin(step);
	const double turn_cosine = cos(step);
	for (int i = 0; i < samples; i++) {
		pcm[i] = s->is_silent ? 0.0f : (float)sine;
		double turned = sine * turn_cosine + cosine * turn_sine;
		cosine = cosine * turn_cosine - sine * turn_sine;
		sine = turned;
	}
	s->next_sample += samples;
}

int decoder_init(struct decoder *d)
{
	memset(d, 0, sizeof *d);
	return 0;
}

void decoder_reset(struct decoder *d)
{
	d->gain = 0.0f;
}

int decoder_samples(const uint8_t *bytes, int count)
{
	return read(bytes, count).samples;
}

bool decoder_has_fec(const uint8_t *bytes, int count)
{
	(void)bytes;
	(void)count;
	return false;
}

bool decoder_decode(struct decoder *d, const uint8_t *bytes, int count, int samples, float *pcm)
{
	struct stub_packet packet = read(bytes, count);
	struct stub_state *s = (struct stub_state *)(void *)d->opus;
	s->next_sample = packet.first_sample;
	s->is_silent = packet.is_silent;
	say(d, pcm, samples);
	d->hidden_samples = 0;
	for (int i = 0; i < samples && d->gain < 1.0f; i++) {
		pcm[i] *= d->gain;
		d->gain += 1.0f / DECODER_FADE_SAMPLES;
	}
	d->gain = 1.0f;
	return true;
}

void decoder_recover(struct decoder *d, const uint8_t *bytes, int count, int samples, float *pcm)
{
	(void)bytes;
	(void)count;
	say(d, pcm, samples);
}

void decoder_conceal(struct decoder *d, enum decoder_end end, float *pcm)
{
	float step = 1.0f / DECODER_FADE_SAMPLES;
	if (end == DECODER_IN_SPEECH)
		step = d->hidden_samples < DECODER_HOLD_SAMPLES ? 0.0f
								: 1.0f / DECODER_FADE_OUT_SAMPLES;
	say(d, pcm, DECODER_HIDE_SAMPLES);
	for (int i = 0; i < DECODER_HIDE_SAMPLES; i++) {
		pcm[i] *= d->gain;
		d->gain = d->gain > step ? d->gain - step : 0.0f;
	}
	d->hidden_samples += DECODER_HIDE_SAMPLES;
}

bool decoder_silent(const struct decoder *d)
{
	return d->gain <= 0.0f;
}

void decoder_jump(struct decoder *d)
{
	(void)d;
}

void decoder_prime(struct decoder *d, const uint8_t *bytes, int count, int samples,
		float scratch[static OPUS_FRAME_MAX])
{
	(void)d;
	(void)bytes;
	(void)count;
	(void)samples;
	(void)scratch;
}
