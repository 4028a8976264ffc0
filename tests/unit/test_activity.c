// SPDX-License-Identifier: Apache-2.0
/* Who speaks and who only hums: scripts of sounds, and what the detector says at the end of each.
 */
#include "audio/activity.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "audio/decibel.h"
#include "support/sound.h"

enum { SECONDS_MAX = 20, SEGMENTS_MAX = 4 };

enum sound { END, SILENCE, VOICE, NOISE, HUM, RUMBLE, TYPING, FLUTTER };
/* QUIET: since the sound before; STOPPED: for a second at least. */
enum expected { SPEAKING, QUIET, STOPPED, NEVER };

struct segment {
	enum sound sound;
	int ms;
	float dbfs; /* RMS, of the voice about; under it noise at under_dbfs, 0 for none */
	float under_dbfs;
	enum expected expected;
};

static const struct row {
	const char *name;
	struct segment segments[SEGMENTS_MAX];
} rows[] = {
	{ "nothing at all", { { SILENCE, 5000, 0, 0, NEVER } } },
	{ "a speaker", { { VOICE, 2000, -23, 0, SPEAKING }, { SILENCE, 3000, 0, 0, QUIET } } },
	{ "a soft speaker", { { VOICE, 3000, -38, 0, SPEAKING }, { SILENCE, 3000, 0, 0, QUIET } } },
	{ "a loud one", { { VOICE, 2000, -8, 0, SPEAKING }, { SILENCE, 3000, 0, 0, QUIET } } },
	{ "a speaker after silence",
			{ { SILENCE, 5000, 0, 0, NEVER }, { VOICE, 1000, -23, 0, SPEAKING } } },
	{ "loud noise is switched on",
			{ { SILENCE, 2000, 0, 0, NEVER }, { NOISE, 10000, -20, 0, NEVER } } },
	{ "soft noise is switched on",
			{ { NOISE, 2000, -70, 0, NEVER }, { NOISE, 10000, -50, 0, NEVER } } },
	{ "hum is switched on", { { SILENCE, 2000, 0, 0, NEVER }, { HUM, 10000, -20, 0, NEVER } } },
	{ "rumble", { { RUMBLE, 10000, -20, 0, NEVER } } },
	{ "typing", { { TYPING, 10000, -30, -65, NEVER } } },
	{ "a fluttering fan comes on, and after a while is background",
			{ { SILENCE, 2000, 0, 0, NEVER }, { FLUTTER, 8000, -35, 0, STOPPED } } },
	{ "a speaker in noise, 12 dB over it",
			{ { NOISE, 4000, -35, 0, NEVER }, { VOICE, 3000, -23, -35, SPEAKING },
					{ NOISE, 4000, -35, 0, QUIET } } },
	{ "a speaker over hum",
			{ { HUM, 4000, -30, 0, NEVER }, { VOICE, 3000, -26, -60, SPEAKING } } },
	{ "the noise goes away",
			{ { NOISE, 4000, -30, 0, NEVER }, { SILENCE, 3000, 0, 0, NEVER } } },
	{ "the noise gets louder after speech",
			{ { VOICE, 3000, -23, -60, SPEAKING }, { NOISE, 8000, -40, 0, QUIET } } },
};

static float pcm[SECONDS_MAX * SAMPLE_RATE_HZ];

static void add_noise(uint32_t *seed, int samples, float dbfs)
{
	for (int i = 0; i < samples; i++)
		pcm[i] += sound_random(seed) * 1.732f * decibel_to_amplitude(dbfs);
}

static void make_rumble(uint32_t *seed, int samples, float dbfs)
{
	float low = 0.0f;
	for (int i = 0; i < samples; i++) {
		low += (sound_random(seed) - low) * 0.004f; /* below 30 Hz */
		pcm[i] = low * 38.0f * decibel_to_amplitude(dbfs);
	}
}

static void make_typing(uint32_t *seed, int samples, float dbfs)
{
	for (int i = 0; i < samples; i++) {
		float fall = expf(-(float)(i % 8837) / 200.0f);
		pcm[i] = fall * sound_random(seed) * 12.0f * decibel_to_amplitude(dbfs);
	}
}

/* Noise that rises and falls by 6 dB ten times a second. */
static void make_flutter(uint32_t *seed, int samples, float dbfs)
{
	for (int i = 0; i < samples; i++) {
		float db = dbfs + 3.0f * sinf(6.2832f * 10.0f * (float)i / SAMPLE_RATE_HZ);
		pcm[i] = sound_random(seed) * 1.732f * decibel_to_amplitude(db);
	}
}

static void make(const struct segment *s, struct voice *voice, uint32_t *seed)
{
	int samples = s->ms * 48;
	memset(pcm, 0, (size_t)samples * sizeof *pcm);
	switch (s->sound) {
	case VOICE:
		voice_speak(voice, pcm, samples);
		sound_scale(pcm, samples, decibel_to_amplitude(s->dbfs + 20.0f));
		break;
	case HUM: sound_sine(pcm, samples, 50, 1.41f * decibel_to_amplitude(s->dbfs), 0); break;
	case NOISE: add_noise(seed, samples, s->dbfs); break;
	case RUMBLE: make_rumble(seed, samples, s->dbfs); break;
	case TYPING: make_typing(seed, samples, s->dbfs); break;
	case FLUTTER: make_flutter(seed, samples, s->dbfs); break;
	default: break;
	}
	if (s->under_dbfs < 0.0f)
		add_noise(seed, samples, s->under_dbfs);
}

/* Pauses of the voice between sentences are at most 500 ms, and 300 of them are bridged. */
static void judge(const struct activity *a, const struct row *row, const struct segment *s)
{
	int quiet_ms = activity_quiet_ms(a);
	bool ok = false;
	switch (s->expected) {
	case SPEAKING: ok = quiet_ms <= 600; break;
	case QUIET: ok = quiet_ms >= s->ms - 400 && quiet_ms <= s->ms + 600; break;
	case STOPPED: ok = quiet_ms >= 1000; break;
	case NEVER: ok = quiet_ms == INT32_MAX; break;
	}
	if (!ok)
		fail_msg("%s: %d ms after %d ms of sound %d", row->name, quiet_ms, s->ms, s->sound);
	assert_true(activity_speaking(a) == (quiet_ms == 0));
}

static void each_script_ends_as_expected(void **state)
{
	(void)state;

	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		for (uint32_t speaker = 1; speaker <= 5; speaker++) {
			struct activity a;
			struct voice voice;
			uint32_t seed = speaker;
			activity_init(&a);
			voice_init(&voice, speaker);
			for (int i = 0; i < SEGMENTS_MAX && rows[r].segments[i].sound; i++) {
				make(&rows[r].segments[i], &voice, &seed);
				activity_update(&a, pcm, rows[r].segments[i].ms * 48);
				judge(&a, &rows[r], &rows[r].segments[i]);
			}
		}
	}
}

static void speech_is_noticed_within_a_quarter_of_a_second(void **state)
{
	(void)state;

	for (uint32_t speaker = 1; speaker <= 10; speaker++) {
		struct activity a;
		struct voice voice;
		activity_init(&a);
		voice_init(&voice, speaker);
		memset(pcm, 0, sizeof pcm);
		activity_update(&a, pcm, 2 * SAMPLE_RATE_HZ);
		int ms = 0;
		for (; !activity_speaking(&a) && ms < 1000; ms += TICK_MS) {
			voice_speak(&voice, pcm, TICK_SAMPLES);
			activity_update(&a, pcm, TICK_SAMPLES);
		}
		assert_in_range(ms, 0, 250);
	}
}

static void it_counts_the_quiet_in_milliseconds(void **state)
{
	(void)state;
	struct activity a;
	struct voice voice;

	activity_init(&a);
	voice_init(&voice, 1);
	while (!activity_speaking(&a)) {
		voice_speak(&voice, pcm, TICK_SAMPLES);
		activity_update(&a, pcm, TICK_SAMPLES);
	}
	memset(pcm, 0, sizeof pcm);
	for (int ms = TICK_MS; ms <= 10000; ms += TICK_MS) {
		int quiet_ms = activity_update(&a, pcm, TICK_SAMPLES);
		assert_int_equal(quiet_ms, ms <= 300 ? 0 : ms);
	}
}

static void pieces_of_any_size_give_the_same(void **state)
{
	(void)state;
	static const int pieces[] = { 1, 128, 960, 2881 };
	struct activity whole;
	struct voice voice;
	const int samples = 3 * SAMPLE_RATE_HZ;

	voice_init(&voice, 2);
	voice_speak(&voice, pcm, samples);
	activity_init(&whole);
	activity_update(&whole, pcm, samples);
	for (int p = 0; p < 4; p++) {
		struct activity a;
		activity_init(&a);
		for (int at = 0; at < samples; at += pieces[p]) {
			int left = samples - at;
			activity_update(&a, pcm + at, left < pieces[p] ? left : pieces[p]);
		}
		assert_int_equal(activity_quiet_ms(&a), activity_quiet_ms(&whole));
		assert_float_equal(a.level_db, whole.level_db, 0.001f);
	}
}

static void what_is_not_a_number_does_no_lasting_harm(void **state)
{
	(void)state;
	struct activity a;
	struct voice voice;

	activity_init(&a);
	voice_init(&voice, 3);
	voice_speak(&voice, pcm, 2 * SAMPLE_RATE_HZ);
	pcm[500] = NAN;
	pcm[600] = INFINITY;
	activity_update(&a, pcm, 2 * SAMPLE_RATE_HZ);
	assert_in_range(activity_quiet_ms(&a), 0, 600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_script_ends_as_expected),
		cmocka_unit_test(speech_is_noticed_within_a_quarter_of_a_second),
		cmocka_unit_test(it_counts_the_quiet_in_milliseconds),
		cmocka_unit_test(pieces_of_any_size_give_the_same),
		cmocka_unit_test(what_is_not_a_number_does_no_lasting_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
