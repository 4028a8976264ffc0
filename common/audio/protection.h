// SPDX-License-Identifier: Apache-2.0
/*
 * What stands between a sound and an interpreter's ear, always, after the volume control: a ceiling
 * at once, a lower ceiling for what lasts, and a warning when a minute's mean is too high. Every
 * incident is kept until it is taken.
 *
 * Levels are sound pressure at the ear, through one calibration value of the headset: what a
 * full-scale sine makes there. The ceiling at once binds every sample as if it were the level of a
 * square wave, so over no stretch of time, and whatever the waveform, is the output over 100 dB
 * SPL. What lasts is measured over 100 ms behind that ceiling, so a short bang is limited but does
 * not turn down the speech after it. The figures are those that a shipping ISO 20109 desk states.
 *
 * Thread: one at a time. No allocation, no clock: time is counted in samples. No pointers inside.
 * Before: mixer.h and the volume. After: the sound device.
 */
#ifndef AUDIO_PROTECTION_H
#define AUDIO_PROTECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/limiter.h"
#include "base/units.h"

enum {
	PROTECTION_STEP_SAMPLES = SAMPLE_RATE_HZ / 1000,
	PROTECTION_LASTING_MS = 100,
	PROTECTION_MEAN_S = 60,
	PROTECTION_INCIDENT_GAP_MS = 1000, /* closer ones are one */
	PROTECTION_INCIDENTS_MAX = 16,     /* kept; when full the oldest is dropped and counted */
};

/* dB SPL at the ear. A zero stands for the usual value. */
struct protection_setup {
	float full_scale_db; /* the headset: a full-scale sine; 90 to 140, usually 112 */
	float at_once_db;    /* 80 to 120, usually 100 */
	float lasting_db;    /* 60 to at_once_db, usually 94 */
	float mean_db;       /* the minute's; 50 to lasting_db, usually 80 */
};

enum protection_kind {
	PROTECTION_AT_ONCE, /* a sample would have been over the first ceiling */
	PROTECTION_LASTING, /* 100 ms would have been over the second */
	PROTECTION_MEAN,    /* the minute's mean was over its limit */
	PROTECTION_KINDS,
};

struct protection_incident {
	enum protection_kind kind;
	int64_t at_ms;    /* of sound since init, when it began */
	int duration_ms;  /* from the first to the last moment over the limit */
	float highest_db; /* dB SPL that would have been; of MEAN, that was */
};

struct protection_reading {
	float level_db;     /* dB SPL at the ear, over the last 100 ms */
	float mean_db;      /* over the last minute */
	bool warning;       /* the mean is over its limit; ends 1 dB below */
	float reduction_db; /* by which the sound is turned down now */
};

struct protection {
	float db_of_full_scale; /* dB SPL of RMS 1.0 */
	float lasting_power, mean_db;
	struct limiter limiter;

	/* the step of 1 ms that is being filled */
	int step_samples;
	float step_peak;                /* of what came in */
	float step_energy, step_output; /* behind the first ceiling; at the ear */
	float gain_from, gain_to;       /* of the second ceiling, over this step */

	float energies[PROTECTION_LASTING_MS]; /* rings of sums of squares a step */
	float outputs[PROTECTION_LASTING_MS];
	int next_step;
	double seconds[PROTECTION_MEAN_S]; /* ring of sums of squares a second, at the ear */
	double second_output;
	int next_second, second_steps;
	bool warning;
	int64_t now_ms;

	struct protection_incident open[PROTECTION_KINDS];
	bool is_open[PROTECTION_KINDS];
	struct protection_incident kept[PROTECTION_INCIDENTS_MAX];
	uint32_t first_kept, kept_count;
	uint32_t dropped_incidents;
};

/* 0, or -EINVAL for a setup out of range. */
MUST_USE int protection_init(struct protection *p, const struct protection_setup *setup);

RT int protection_delay_samples(const struct protection *p);

/* In place; any number of samples. */
RT void protection_process(struct protection *p, float *pcm, int samples);

RT void protection_read(const struct protection *p, struct protection_reading *reading);

/* The oldest incident that is over and not yet taken; false when there is none. */
RT bool protection_take_incident(struct protection *p, struct protection_incident *incident);

#endif
