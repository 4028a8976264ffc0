// SPDX-License-Identifier: Apache-2.0
#include "audio/activity.h"

#include <math.h>

#include "audio/decibel.h"

#define QUIETEST_DB (-70.0f)    /* below it is silence, all of it the same */
#define SPEECH_DB (-60.0f)      /* nobody speaks so softly into a microphone of his own */
#define BEGIN_OVER_FLOOR 9.0f   /* dB */
#define GO_ON_OVER_FLOOR 6.0f   /* dB */
#define MOVE_MAX_DB 10.0f       /* a step counts no more: switching on a noise is one of them */
#define SYLLABLES_MOVE_DB 30.0f /* in 320 ms; steady noise stays under 23 */

enum {
	STEP_MS = 1000 * ACTIVITY_STEP_SAMPLES / SAMPLE_RATE_HZ,
	CLICK_STEPS = 2,
	BRIDGED_STEPS = 300 / STEP_MS,
};

#define VOWELS_FROM_HZ 200.0
#define VOWELS_TO_HZ 4000.0

void activity_init(struct activity *a)
{
	*a = (struct activity){
		.high_pass = biquad_high_pass(VOWELS_FROM_HZ),
		.low_pass = biquad_low_pass(VOWELS_TO_HZ),
		.level_db = QUIETEST_DB,
	};
	for (int i = 0; i < ACTIVITY_FLOOR_PARTS; i++)
		a->quietest_db[i] = 0.0f;
}

static float background_db(const struct activity *a)
{
	float quietest = a->quietest_db[0];

	for (int i = 1; i < ACTIVITY_FLOOR_PARTS; i++)
		quietest = fminf(quietest, a->quietest_db[i]);
	return quietest;
}

static void learn_background(struct activity *a, float db)
{
	a->quietest_db[a->part] = fminf(a->quietest_db[a->part], db);
	if (++a->part_steps < ACTIVITY_PART_STEPS)
		return;
	a->part_steps = 0;
	a->part = (a->part + 1) % ACTIVITY_FLOOR_PARTS;
	a->quietest_db[a->part] = 0.0f;
}

static float moved_lately_db(const struct activity *a)
{
	float sum = 0.0f;

	for (int i = 0; i < ACTIVITY_RECENT_STEPS; i++)
		sum += a->moved_db[i];
	return sum;
}

static void end_step(struct activity *a)
{
	float db = decibel_of_power(a->step_energy / ACTIVITY_STEP_SAMPLES);
	db = fmaxf(db, QUIETEST_DB);
	a->step_energy = 0.0;
	a->step_samples = 0;

	a->moved_db[a->recent] = fminf(fabsf(db - a->level_db), MOVE_MAX_DB);
	a->recent = (a->recent + 1) % ACTIVITY_RECENT_STEPS;
	a->level_db = db;
	learn_background(a, db);

	float over = a->speaking ? GO_ON_OVER_FLOOR : BEGIN_OVER_FLOOR;
	bool is_loud = db > SPEECH_DB && db > background_db(a) + over;
	a->loud_steps = is_loud ? a->loud_steps + 1 : 0;
	bool is_speech = a->loud_steps > CLICK_STEPS && moved_lately_db(a) > SYLLABLES_MOVE_DB;
	a->quiet_steps = is_speech ? 0 : a->quiet_steps + 1;
	a->heard = a->heard || is_speech;
	a->speaking = a->heard && a->quiet_steps <= BRIDGED_STEPS;
}

static double vowel_energy(struct activity *a, const float *pcm, int samples)
{
	struct biquad_state high_passed = a->high_passed, low_passed = a->low_passed;
	double sum = 0.0;

	for (int i = 0; i < samples; i++) {
		double y = biquad_step(&a->high_pass, &high_passed, (double)pcm[i]);
		y = biquad_step(&a->low_pass, &low_passed, y);
		sum += y * y;
	}
	bool finite = isfinite(sum);
	a->high_passed = finite ? high_passed : (struct biquad_state){ 0 };
	a->low_passed = finite ? low_passed : (struct biquad_state){ 0 };
	return finite ? sum : 0.0;
}

int activity_update(struct activity *a, const float *pcm, int samples)
{
	while (samples > 0) {
		int room = ACTIVITY_STEP_SAMPLES - a->step_samples;
		int n = samples < room ? samples : room;
		a->step_energy += vowel_energy(a, pcm, n);
		a->step_samples += n;
		if (a->step_samples == ACTIVITY_STEP_SAMPLES)
			end_step(a);
		pcm += n;
		samples -= n;
	}
	return activity_quiet_ms(a);
}

int activity_quiet_ms(const struct activity *a)
{
	if (a->speaking)
		return 0;
	int64_t ms = a->quiet_steps * STEP_MS;
	return a->heard && ms < INT32_MAX ? (int)ms : INT32_MAX;
}

bool activity_speaking(const struct activity *a)
{
	return a->speaking;
}
