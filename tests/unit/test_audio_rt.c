// SPDX-License-Identifier: Apache-2.0
/* The kernels of a tick, at work and on faulty sound: none allocates, locks, or asks the time. The
 * guard that is linked in ends the test if one does. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "audio/activity.h"
#include "audio/fade.h"
#include "audio/level.h"
#include "audio/leveller.h"
#include "audio/limiter.h"
#include "audio/mixer.h"
#include "audio/talkspurt.h"
#include "support/rt_guard.h"
#include "support/sound.h"

enum { TICKS = 200 };

static float pcm[TICK_SAMPLES], bus[TICK_SAMPLES];
static struct level level;
static struct leveller leveller;
static struct limiter limiter;
static struct activity activity;
static struct talkspurt talkspurt;
static struct fade fade;

static float tick(void)
{
	float from, to;
	float gain = leveller_gain(&leveller);

	mixer_clear(bus, TICK_SAMPLES);
	mixer_add_ramped(bus, pcm, gain, leveller_update(&leveller, pcm, TICK_SAMPLES),
			TICK_SAMPLES);
	fade_next(&fade, TICK_SAMPLES, &from, &to);
	mixer_add_ramped(bus, pcm, from, to, TICK_SAMPLES);
	limiter_process(&limiter, bus, TICK_SAMPLES);
	level_add(&level, bus, TICK_SAMPLES);
	float seen = (float)activity_update(&activity, pcm, TICK_SAMPLES);
	seen += (float)talkspurt_next(&talkspurt, bus, TICK_SAMPLES);
	seen += level_momentary_lufs(&level) + level_short_term_lufs(&level);
	seen += level_peak_dbfs(&level) + level_rms_dbfs(&level);
	level_restart(&level);
	return seen + level_frame_dbfs(bus, TICK_SAMPLES) + limiter_reduction_db(&limiter);
}

static void a_tick_neither_allocates_nor_waits(void **state)
{
	(void)state;
	struct voice v;
	unsigned long rounds = rt_guard_rounds();

	level_init(&level);
	leveller_init(&leveller, -23.0f);
	assert_int_equal(limiter_init(&limiter, &(struct limiter_setup){ .ceiling_dbfs = -20 }), 0);
	activity_init(&activity);
	talkspurt_init(&talkspurt, TICK_MS);
	fade_init(&fade, 0.0f);
	fade_to(&fade, 1.0f, 300);
	voice_init(&v, 7);
	for (int i = 0; i < TICKS; i++) {
		voice_speak(&v, pcm, TICK_SAMPLES);
		if (i % 50 == 25)
			pcm[i] = i % 100 == 25 ? NAN : INFINITY;
		rt_enter();
		float seen = tick();
		rt_leave();
		assert_true(isfinite(seen));
	}
	assert_int_equal(rt_guard_rounds(), rounds + TICKS);
	assert_true(limiter.limited_samples > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_tick_neither_allocates_nor_waits) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
