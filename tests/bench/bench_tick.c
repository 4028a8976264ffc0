// SPDX-License-Identifier: Apache-2.0
/*
 * What one tick of the media room costs, against the bare Opus encodes that are in it: both in
 * one run, on the same sound, so that only the ratio counts. Every channel has a microphone of
 * its own that speaks; both renditions are encoded.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "ports/stream.h"
#include "support/media_rig.h"

enum { WARM_TURNS = 100, TURNS = 1500 };

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a;
	int64_t y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static double percentile_us(int64_t *costs_ns, int count, double share)
{
	qsort(costs_ns, (size_t)count, sizeof *costs_ns, by_size);
	return (double)costs_ns[(int)(share * (count - 1))] / 1000;
}

static struct rig *all_speaking(uint32_t channels, int complexity)
{
	struct rig *r = rig_create(channels, complexity);
	for (uint32_t c = 0; c < channels; c++) {
		rig_open(r, c, 1, 300 + 50 * c, -23);
		r->route.channels[c].microphones = UINT64_C(1) << c;
	}
	rig_send_route(r);
	return r;
}

/* The same number of encodes without anything around them. */
struct bare {
	struct encoder high[CHANNELS_MAX];
	struct encoder low[CHANNELS_MAX];
	struct tone tones[CHANNELS_MAX];
	float pcm[CHANNELS_MAX][TICK_SAMPLES * 3];
};

static void start_bare(struct bare *b, uint32_t channels, int complexity)
{
	for (uint32_t c = 0; c < channels; c++) {
		b->tones[c] = (struct tone){ .hz = 300 + 50 * c, .dbfs = -20 };
		struct encoder_setup high = { .bitrate_bps = 48000,
			.complexity = complexity,
			.frame_ms = TICK_MS };
		struct encoder_setup low = { .bitrate_bps = 16000,
			.complexity = complexity,
			.frame_ms = LOW_FRAME_MS };
		if (encoder_init(&b->high[c], &high) || encoder_init(&b->low[c], &low))
			exit(1);
	}
}

static int64_t bare_turn_ns(struct bare *b, uint32_t channels, int turn)
{
	uint8_t opus[OPUS_PACKET_MAX];
	for (uint32_t c = 0; c < channels; c++)
		tone_fill(&b->tones[c], b->pcm[c] + turn % 3 * TICK_SAMPLES, TICK_SAMPLES);
	int64_t begun_ns = clock_now_ns();
	for (uint32_t c = 0; c < channels; c++) {
		encoder_encode(&b->high[c], b->pcm[c] + turn % 3 * TICK_SAMPLES, TICK_SAMPLES, opus,
				sizeof opus);
		if ((turn + (int)c) % 3 == 2)
			encoder_encode(&b->low[c], b->pcm[c], TICK_SAMPLES * 3, opus, sizeof opus);
	}
	return clock_now_ns() - begun_ns;
}

static void measure(uint32_t channels, int complexity)
{
	static struct bare bare;
	static int64_t ticks_ns[TURNS];
	static int64_t bare_ns[TURNS];
	struct rig *r = all_speaking(channels, complexity);
	start_bare(&bare, channels, complexity);
	rig_turn(r, WARM_TURNS);
	for (int i = 0; i < TURNS; i++) { /* in turn, so that both see the same machine */
		rig_turn(r, 1);
		ticks_ns[i] = r->tick_cost_ns;
		bare_ns[i] = bare_turn_ns(&bare, channels, i);
	}
	double tick_p50 = percentile_us(ticks_ns, TURNS, 0.5);
	double bare_p50 = percentile_us(bare_ns, TURNS, 0.5);
	printf("%8u %10d %9.0f %9.0f %9.0f %9.0f %7.2f %7.1f %%\n", channels, complexity, tick_p50,
			percentile_us(ticks_ns, TURNS, 0.99), percentile_us(ticks_ns, TURNS, 1),
			bare_p50, tick_p50 / bare_p50, 100 * tick_p50 / (TICK_MS * 1000));
	rig_destroy(r);
}

int main(void)
{
	static const int complexities[] = { 5, 9 };
	printf("one tick, every channel with a speaking microphone, two renditions; us\n");
	printf("%8s %10s %9s %9s %9s %9s %7s %9s\n", "channels", "complexity", "tick p50", "p99",
			"max", "bare p50", "ratio", "of 20 ms");
	for (int i = 0; i < 2; i++) {
		measure(6, complexities[i]);
		measure(32, complexities[i]);
	}
	return 0;
}
