// SPDX-License-Identifier: Apache-2.0
/*
 * What each kernel of common/audio costs per tick of 20 ms, all in one run and in turn, so that
 * they see the same machine; the last column is against the ramped mix. Sound is synthetic speech.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/activity.h"
#include "audio/encoder.h"
#include "audio/level.h"
#include "audio/leveller.h"
#include "audio/limiter.h"
#include "audio/mixer.h"
#include "audio/protection.h"
#include "audio/resampler.h"
#include "audio/sound_check.h"
#include "audio/talkspurt.h"
#include "audio/tone_control.h"
#include "base/clock.h"
#include "support/sound.h"

enum { WARM_TURNS = 50, TURNS = 1000, SECONDS = 10, TICKS = SECONDS * TICKS_PER_SECOND };

static float voice[TICKS][TICK_SAMPLES]; /* about -20 LUFS */
static float bus[TICK_SAMPLES];
static uint8_t packet[OPUS_PACKET_MAX];

static struct level level;
static struct limiter resting, working;
static struct leveller leveller;
static struct activity activity;
static struct talkspurt talkspurt;
static struct resampler resampler;
static struct protection protection;
static struct tone_control tone;
static struct sound_check sound_check;
static volatile float seen; /* keeps results alive */

static void copy(const float *pcm)
{
	memcpy(bus, pcm, sizeof bus);
}

static void mix(const float *pcm)
{
	mixer_add_ramped(bus, pcm, 0.5f, 0.6f, TICK_SAMPLES);
}

static void meter(const float *pcm)
{
	level_add(&level, pcm, TICK_SAMPLES);
}

static void read_meter(const float *pcm)
{
	(void)pcm;
	seen = level_momentary_lufs(&level) + level_short_term_lufs(&level);
}

static void limit_at_rest(const float *pcm)
{
	copy(pcm);
	limiter_process(&resting, bus, TICK_SAMPLES);
}

static void limit_at_work(const float *pcm)
{
	copy(pcm);
	limiter_process(&working, bus, TICK_SAMPLES);
}

static void level_out(const float *pcm)
{
	seen = leveller_update(&leveller, pcm, TICK_SAMPLES);
}

static void listen(const float *pcm)
{
	activity_update(&activity, pcm, TICK_SAMPLES);
}

static void resample(const float *pcm)
{
	float out[TICK_SAMPLES];
	resampler_run(&resampler, pcm, TICK_SAMPLES, out,
			resampler_makes(&resampler, TICK_SAMPLES));
}

static void protect(const float *pcm)
{
	copy(pcm);
	protection_process(&protection, bus, TICK_SAMPLES);
}

static void shelve(const float *pcm)
{
	copy(pcm);
	tone_control_process(&tone, bus, TICK_SAMPLES);
}

static void check_sound(const float *pcm)
{
	sound_check_add(&sound_check, pcm, TICK_SAMPLES);
}

static void judge_silence(const float *pcm)
{
	static const float silence[TICK_SAMPLES];
	(void)pcm;
	seen = (float)talkspurt_next(&talkspurt, silence, TICK_SAMPLES);
}

static const struct {
	const char *name;
	struct encoder_setup setup;
} encodings[] = {
	{ "encode 48 kbit/s, complexity 5", { 48000, 5, 20 } },
	{ "encode 48 kbit/s, complexity 8", { 48000, 8, 20 } },
	{ "encode 48 kbit/s, complexity 10", { 48000, 10, 20 } },
	{ "encode 64 kbit/s, complexity 8", { 64000, 8, 20 } },
	{ "encode 16 kbit/s 60 ms, complexity 5", { 16000, 5, 60 } },
	{ "encode 16 kbit/s 60 ms, complexity 8", { 16000, 8, 60 } },
};
enum { ENCODINGS = sizeof encodings / sizeof encodings[0] };
static struct encoder encoders[ENCODINGS];

static const struct {
	const char *name;
	void (*run)(const float *pcm);
} kernels[] = {
	{ "mix of 960 samples, ramped", mix },
	{ "copy of 960 samples", copy },
	{ "meter", meter },
	{ "meter, reading both loudnesses", read_meter },
	{ "limiter at rest", limit_at_rest },
	{ "limiter at work", limit_at_work },
	{ "leveller", level_out },
	{ "activity", listen },
	{ "talkspurt, of silence", judge_silence },
	{ "protection, at work", protect },
	{ "tone control, both shelves", shelve },
	{ "sound check", check_sound },
	{ "resampler, 48 to 44.1 kHz", resample },
};
enum { KERNELS = sizeof kernels / sizeof kernels[0] };

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a;
	int64_t y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static double percentile_us(int64_t *costs_ns, double share)
{
	qsort(costs_ns, TURNS, sizeof *costs_ns, by_size);
	return (double)costs_ns[(int)(share * (TURNS - 1))] / 1000.0;
}

static void start(void)
{
	struct limiter_setup low = { .ceiling_dbfs = -30.0f };
	struct limiter_setup high = { .ceiling_dbfs = -1.0f };
	struct voice speaker;

	level_init(&level);
	leveller_init(&leveller, -23.0f);
	activity_init(&activity);
	talkspurt_init(&talkspurt, TICK_MS);
	tone_control_init(&tone);
	tone_control_set(&tone, 6.0f, -6.0f);
	sound_check_init(&sound_check);
	struct protection_setup headset = { .full_scale_db = 130.0f };
	if (limiter_init(&resting, &high) || protection_init(&protection, &headset) ||
			limiter_init(&working, &low) ||
			resampler_init(&resampler, SAMPLE_RATE_HZ, 44100))
		exit(1);
	for (int i = 0; i < ENCODINGS; i++)
		if (encoder_init(&encoders[i], &encodings[i].setup))
			exit(1);
	voice_init(&speaker, 3);
	voice_speak(&speaker, voice[0], TICKS * TICK_SAMPLES);
	sound_scale(voice[0], TICKS * TICK_SAMPLES, 0.5f);
}

static int64_t kernel_ns(int kernel, const float *pcm)
{
	int64_t begun_ns = clock_now_ns();
	kernels[kernel].run(pcm);
	return clock_now_ns() - begun_ns;
}

/* Packets of 60 ms cost nothing in two ticks of three: their mean is what a tick pays. */
static int64_t encode_ns(int encoding, int turn)
{
	int ticks = encodings[encoding].setup.frame_ms / TICK_MS;
	const float *pcm = voice[turn * ticks % (TICKS - ticks)];
	int64_t begun_ns = clock_now_ns();
	encoder_encode(&encoders[encoding], pcm, ticks * TICK_SAMPLES, packet, sizeof packet);
	return (clock_now_ns() - begun_ns) / ticks;
}

static void print(const char *name, int64_t *costs_ns, double unit_us)
{
	double p50_us = percentile_us(costs_ns, 0.5);
	printf("%-40s %8.2f %8.2f %8.1f\n", name, p50_us, percentile_us(costs_ns, 0.99),
			p50_us / unit_us);
}

int main(void)
{
	static int64_t kernel_costs[KERNELS][TURNS], encode_costs[ENCODINGS][TURNS];

	start();
	for (int turn = -WARM_TURNS; turn < TURNS; turn++) {
		int at = turn < 0 ? 0 : turn;
		for (int k = 0; k < KERNELS; k++)
			kernel_costs[k][at] = kernel_ns(k, voice[(at + WARM_TURNS) % TICKS]);
		for (int e = 0; e < ENCODINGS; e++)
			encode_costs[e][at] = encode_ns(e, at);
	}
	double unit_us = percentile_us(kernel_costs[0], 0.5);
	printf("%-40s %8s %8s %8s\n", "one tick, mono, us", "p50", "p99", "mixes");
	for (int k = 0; k < KERNELS; k++)
		print(kernels[k].name, kernel_costs[k], unit_us);
	for (int e = 0; e < ENCODINGS; e++)
		print(encodings[e].name, encode_costs[e], unit_us);
	return 0;
}
