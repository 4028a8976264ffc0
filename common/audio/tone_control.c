// SPDX-License-Identifier: Apache-2.0
#include "audio/tone_control.h"

#include <math.h>
#include <stdbool.h>

#define BASS_HZ 200.0
#define TREBLE_HZ 4000.0

enum { STEP_SAMPLES = SAMPLE_RATE_HZ / 1000 };

#define STEP_DB 0.048f

void tone_control_init(struct tone_control *t)
{
	*t = (struct tone_control){ .step_samples = STEP_SAMPLES };
}

static float within(float db)
{
	if (!(fabsf(db) <= TONE_CONTROL_MAX_DB))
		return isnan(db) ? 0.0f : copysignf(TONE_CONTROL_MAX_DB, db);
	return db;
}

void tone_control_set(struct tone_control *t, float bass_db, float treble_db)
{
	t->bass.wanted_db = within(bass_db);
	t->treble.wanted_db = within(treble_db);
}

static bool follow(struct tone_shelf *s)
{
	float way = s->wanted_db - s->db;
	s->db = fabsf(way) <= STEP_DB ? s->wanted_db : s->db + copysignf(STEP_DB, way);
	return way != 0.0f;
}

static bool is_flat(const struct tone_shelf *s)
{
	return s->db == 0.0f;
}

/* Between two steps, where nothing moves. A shelf that is flat only remembers what passes, so that
 * it can begin without a click. */
static void shelve(struct tone_shelf *s, float *pcm, int samples)
{
	struct biquad_state state = s->state;

	if (is_flat(s)) {
		double last = (double)pcm[samples - 1];
		double before = samples > 1 ? (double)pcm[samples - 2] : state.x1;
		s->state = (struct biquad_state){ last, before, last, before };
		return;
	}
	for (int i = 0; i < samples; i++)
		pcm[i] = (float)biquad_step(&s->shape, &state, (double)pcm[i]);
	s->state = state;
}

static void step(struct tone_control *t)
{
	if (follow(&t->bass))
		t->bass.shape = biquad_low_shelf(BASS_HZ, (double)t->bass.db);
	if (follow(&t->treble))
		t->treble.shape = biquad_high_shelf(TREBLE_HZ, (double)t->treble.db);
	t->step_samples = 0;
}

void tone_control_process(struct tone_control *t, float *pcm, int samples)
{
	for (int i = 0; i < samples; i++)
		pcm[i] = isfinite(pcm[i]) ? pcm[i] : 0.0f;
	while (samples > 0) {
		if (t->step_samples == STEP_SAMPLES)
			step(t);
		int room = STEP_SAMPLES - t->step_samples;
		int n = samples < room ? samples : room;
		shelve(&t->bass, pcm, n);
		shelve(&t->treble, pcm, n);
		t->step_samples += n;
		pcm += n;
		samples -= n;
	}
}
