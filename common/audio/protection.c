// SPDX-License-Identifier: Apache-2.0
#include "audio/protection.h"

#include <errno.h>
#include <math.h>

#include "audio/decibel.h"

#define SINE_RMS_DB 3.0103f /* a full-scale sine's RMS lies so much below full scale */
#define WARNING_ENDS_DB 1.0f
#define WORTH_TELLING_DB 0.5f /* less of a reduction is not an incident */

/* Of the second ceiling: a second and a half to come back, or loud speech would pump. */
#define RELEASE_PER_STEP (1.0f / 500.0f)

static struct protection_setup usual_for_zero(const struct protection_setup *s)
{
	return (struct protection_setup){
		.full_scale_db = s->full_scale_db == 0.0f ? 112.0f : s->full_scale_db,
		.at_once_db = s->at_once_db == 0.0f ? 100.0f : s->at_once_db,
		.lasting_db = s->lasting_db == 0.0f ? 94.0f : s->lasting_db,
		.mean_db = s->mean_db == 0.0f ? 80.0f : s->mean_db,
	};
}

static bool is_valid(const struct protection_setup *s)
{
	return s->full_scale_db >= 90.0f && s->full_scale_db <= 140.0f && s->at_once_db >= 80.0f &&
	       s->at_once_db <= 120.0f && s->lasting_db >= 60.0f &&
	       s->lasting_db <= s->at_once_db && s->mean_db >= 50.0f && s->mean_db <= s->lasting_db;
}

int protection_init(struct protection *p, const struct protection_setup *setup)
{
	const struct protection_setup s = usual_for_zero(setup);
	if (!is_valid(&s))
		return -EINVAL;

	float db_of_full_scale = s.full_scale_db + SINE_RMS_DB;
	float lasting = decibel_to_amplitude(s.lasting_db - db_of_full_scale);
	*p = (struct protection){
		.db_of_full_scale = db_of_full_scale,
		.lasting_power = lasting * lasting,
		.mean_db = s.mean_db,
		.gain_from = 1.0f,
		.gain_to = 1.0f,
	};
	/* A headset too soft for the ceiling still gets one, just below full scale. */
	struct limiter_setup limiter = {
		.ceiling_dbfs = fminf(s.at_once_db - db_of_full_scale, -0.1f),
	};
	return limiter_init(&p->limiter, &limiter);
}

int protection_delay_samples(const struct protection *p)
{
	return limiter_delay_samples(&p->limiter);
}

/* ---- incidents ---- */

static void keep(struct protection *p, const struct protection_incident *incident)
{
	if (p->kept_count == PROTECTION_INCIDENTS_MAX) {
		p->first_kept = (p->first_kept + 1) % PROTECTION_INCIDENTS_MAX;
		p->kept_count--;
		p->dropped_incidents++;
	}
	p->kept[(p->first_kept + p->kept_count) % PROTECTION_INCIDENTS_MAX] = *incident;
	p->kept_count++;
}

/* Once a step and kind: is the limit being passed, and by what level? */
static void note(struct protection *p, enum protection_kind kind, bool over, float db)
{
	struct protection_incident *open = &p->open[kind];

	if (over && !p->is_open[kind]) {
		*open = (struct protection_incident){ .kind = kind, .at_ms = p->now_ms };
		p->is_open[kind] = true;
	}
	if (over) {
		open->duration_ms = (int)(p->now_ms - open->at_ms) + 1;
		open->highest_db = fmaxf(open->highest_db, db);
	} else if (p->is_open[kind] &&
			p->now_ms - open->at_ms - open->duration_ms >= PROTECTION_INCIDENT_GAP_MS) {
		keep(p, open);
		p->is_open[kind] = false;
	}
}

bool protection_take_incident(struct protection *p, struct protection_incident *incident)
{
	if (p->kept_count == 0)
		return false;
	*incident = p->kept[p->first_kept];
	p->first_kept = (p->first_kept + 1) % PROTECTION_INCIDENTS_MAX;
	p->kept_count--;
	return true;
}

/* ---- sound ---- */

static float mean_power(const float energies[PROTECTION_LASTING_MS])
{
	float sum = 0.0f;

	for (int i = 0; i < PROTECTION_LASTING_MS; i++)
		sum += energies[i];
	return sum / (PROTECTION_LASTING_MS * PROTECTION_STEP_SAMPLES);
}

static float minute_db(const struct protection *p)
{
	double sum = 0.0;

	for (int i = 0; i < PROTECTION_MEAN_S; i++)
		sum += p->seconds[i];
	return decibel_of_power(sum / PROTECTION_MEAN_S / SAMPLE_RATE_HZ) + p->db_of_full_scale;
}

/* Down at once, back slowly. */
static void steer(struct protection *p, float power)
{
	float needed = power > p->lasting_power ? sqrtf(p->lasting_power / power) : 1.0f;

	p->gain_from = p->gain_to;
	p->gain_to += (needed - p->gain_to) * RELEASE_PER_STEP;
	if (needed < p->gain_to)
		p->gain_to = needed;
	else if (p->gain_to > 0.9999f)
		p->gain_to = 1.0f;
}

static void end_second(struct protection *p)
{
	p->seconds[p->next_second] = p->second_output;
	p->next_second = (p->next_second + 1) % PROTECTION_MEAN_S;
	p->second_output = 0.0;
	p->second_steps = 0;
	float limit_db = p->mean_db - (p->warning ? WARNING_ENDS_DB : 0.0f);
	p->warning = minute_db(p) > limit_db;
}

static void end_step(struct protection *p)
{
	p->energies[p->next_step] = p->step_energy;
	p->outputs[p->next_step] = p->step_output;
	p->next_step = (p->next_step + 1) % PROTECTION_LASTING_MS;
	p->second_output += (double)p->step_output;
	if (++p->second_steps == 1000)
		end_second(p);

	float power = mean_power(p->energies);
	steer(p, power);
	float peak_db = decibel_of_amplitude(p->step_peak) + p->db_of_full_scale;
	float lasting_db = decibel_of_power((double)power) + p->db_of_full_scale;
	float over = decibel_to_amplitude(WORTH_TELLING_DB);
	note(p, PROTECTION_AT_ONCE, p->step_peak > p->limiter.ceiling * over, peak_db);
	note(p, PROTECTION_LASTING, power > p->lasting_power * over * over, lasting_db);
	note(p, PROTECTION_MEAN, p->warning, p->warning ? minute_db(p) : 0.0f);

	p->now_ms++;
	p->step_samples = 0;
	p->step_peak = p->step_energy = p->step_output = 0.0f;
}

/* Within one step. */
static void process_piece(struct protection *p, float *pcm, int samples)
{
	for (int i = 0; i < samples; i++)
		if (fabsf(pcm[i]) < LIMITER_ABSURD)
			p->step_peak = fmaxf(p->step_peak, fabsf(pcm[i]));
	limiter_process(&p->limiter, pcm, samples);

	float step = (p->gain_to - p->gain_from) / PROTECTION_STEP_SAMPLES;
	for (int i = 0; i < samples; i++) {
		p->step_energy += pcm[i] * pcm[i];
		pcm[i] *= p->gain_from + step * (float)(p->step_samples + i);
		p->step_output += pcm[i] * pcm[i];
	}
	p->step_samples += samples;
}

void protection_process(struct protection *p, float *pcm, int samples)
{
	while (samples > 0) {
		int room = PROTECTION_STEP_SAMPLES - p->step_samples;
		int n = samples < room ? samples : room;
		process_piece(p, pcm, n);
		if (p->step_samples == PROTECTION_STEP_SAMPLES)
			end_step(p);
		pcm += n;
		samples -= n;
	}
}

void protection_read(const struct protection *p, struct protection_reading *reading)
{
	*reading = (struct protection_reading){
		.level_db = decibel_of_power((double)mean_power(p->outputs)) + p->db_of_full_scale,
		.mean_db = minute_db(p),
		.warning = p->warning,
		.reduction_db = limiter_reduction_db(&p->limiter) -
				decibel_of_amplitude(p->gain_to),
	};
}
