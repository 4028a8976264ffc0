// SPDX-License-Identifier: Apache-2.0
#include "audio/sound_check.h"

#include <math.h>

#include "audio/decibel.h"

#define BLOCKS_PER_S (SAMPLE_RATE_HZ / SPECTRUM_SAMPLES)

enum {
	PAGE_BLOCKS = 10 * BLOCKS_PER_S,
	VOICE_BLOCKS_MIN = 2 * BLOCKS_PER_S,
	NOISE_BLOCKS_MIN = BLOCKS_PER_S / 4,
};

#define SILENCE                                                                                    \
	1e-8f      /* mean square: -80 dB: a line that is off, or cleaner than we need to know     \
		    */
#define FAULT 1e4f /* no sound: something is broken upstream */
#define NOISE_NEAR                                                                                 \
	4.0f /* blocks of noise are at most 6 dB apart; louder ones are something else             \
	      */
#define NOISE_RISE 1.015f        /* 3 dB in a second of pauses */
#define VOICE_BAND_MIN 1e-6f     /* -60 dB against the loudest band */
#define OVER_NOISE 2.0f          /* 3 dB: as much voice as noise */
#define CLIFF 0.0631f            /* -12 dB within one band: the slope of someone's filter */
#define HEIGHT_DB 0.25f          /* a step of the histogram */
#define TOPS_CLOSE_DB 1.75f      /* speech has 2.2 to 4.8 here, clipped speech 0 to 1.3 */
#define FULL_SCALE_SHARE 0.0005f /* of samples within a quarter dB of full scale, or over */

void sound_check_init(struct sound_check *c)
{
	*c = (struct sound_check){ 0 };
	spectrum_init(&c->spectrum);
	activity_init(&c->activity);
}

/* ---- listening ---- */

static void add_to_mean(struct sound_mean *m, const float *power, float energy)
{
	float bands[SOUND_CHECK_BANDS] = { 0 };

	for (int k = 1; k < SPECTRUM_BINS; k++) {
		int band = (int)((float)k * SPECTRUM_BIN_HZ) / SOUND_CHECK_BAND_HZ;
		if (band < SOUND_CHECK_BANDS)
			bands[band] += power[k];
	}
	if (m->blocks < PAGE_BLOCKS)
		m->blocks++;
	float weight = 1.0f / (float)m->blocks;
	for (int b = 0; b < SOUND_CHECK_BANDS; b++)
		m->bands[b] += (bands[b] - m->bands[b]) * weight;
	m->energy += (energy - m->energy) * weight;
}

/* What is higher than full scale, as decoders make it, counts as full scale. */
static void add_heights(struct sound_page *page, const float *block)
{
	for (int i = 0; i < SPECTRUM_SAMPLES; i++) {
		float below_db = -decibel_of_amplitude(fabsf(block[i]));
		int h = below_db > 0.0f ? (int)(below_db / HEIGHT_DB) : 0;
		page->heights[h < SOUND_CHECK_HEIGHTS ? h : SOUND_CHECK_HEIGHTS - 1]++;
	}
}

/* By pages, not by a mean that fades: what a wide voice left behind at 10 kHz would hide for two
 * minutes that the next one stops at 4. */
static void add_voice(struct sound_check *c, const float *power, float energy)
{
	add_to_mean(&c->page.mean, power, energy);
	add_heights(&c->page, c->block);
	if (c->page.mean.blocks < PAGE_BLOCKS)
		return;
	c->last_page = c->page;
	c->page = (struct sound_page){ 0 };
}

/* The quietest that the pauses have: breath, a cough and the ends of words are louder. */
static void add_noise(struct sound_mean *noise, const float *power, float energy)
{
	if (noise->blocks > 0 && energy > noise->energy * NOISE_NEAR) {
		noise->energy *= NOISE_RISE;
		return;
	}
	if (energy * NOISE_NEAR < noise->energy)
		noise->blocks = 0;
	add_to_mean(noise, power, energy);
}

static void end_block(struct sound_check *c)
{
	float power[SPECTRUM_BINS];

	c->filled = 0;
	int quiet_ms = activity_update(&c->activity, c->block, SPECTRUM_SAMPLES);
	float energy = (float)(kweight_energy(&c->kweight, c->block, SPECTRUM_SAMPLES) /
			       SPECTRUM_SAMPLES);
	if (energy < SILENCE || energy > FAULT)
		return;
	spectrum_of(&c->spectrum, c->block, power);
	if (quiet_ms > 0)
		add_noise(&c->noise, power, energy);
	else
		add_voice(c, power, energy);
}

void sound_check_add(struct sound_check *c, const float *pcm, int samples)
{
	for (int i = 0; i < samples; i++) {
		c->block[c->filled++] = pcm[i];
		if (c->filled == SPECTRUM_SAMPLES)
			end_block(c);
	}
}

/* ---- judging ---- */

static const struct sound_page *page_to_judge(const struct sound_check *c)
{
	return c->last_page.mean.blocks > 0 ? &c->last_page : &c->page;
}

static int bandwidth_hz(const struct sound_mean *voice, const struct sound_mean *noise)
{
	float loudest = 0.0f;
	for (int b = 0; b < SOUND_CHECK_BANDS; b++)
		loudest = fmaxf(loudest, voice->bands[b]);

	float over_noise = noise->blocks >= NOISE_BLOCKS_MIN ? OVER_NOISE : 0.0f;
	int band = SOUND_CHECK_BANDS - 1;
	while (band > 0 && (voice->bands[band] <= loudest * VOICE_BAND_MIN ||
					   voice->bands[band] <= noise->bands[band] * over_noise))
		band--;
	/* what lies on the slope of a filter is not band */
	while (band > 0 && voice->bands[band] < voice->bands[band - 1] * CLIFF)
		band--;
	return (band + 1) * SOUND_CHECK_BAND_HZ;
}

/* The height that only this share of the samples reach, in dB below full scale. */
static float height_db(const struct sound_page *page, float share)
{
	float wanted = share * (float)page->mean.blocks * SPECTRUM_SAMPLES;
	int sum = 0, h = 0;

	for (; h < SOUND_CHECK_HEIGHTS - 1; h++) {
		sum += page->heights[h];
		if ((float)sum >= wanted)
			break;
	}
	return (float)h * HEIGHT_DB;
}

static bool is_clipped(const struct sound_page *page)
{
	float at_full_scale = FULL_SCALE_SHARE * (float)page->mean.blocks * SPECTRUM_SAMPLES;
	float tops_db = height_db(page, 0.01f) - height_db(page, 0.001f);
	return tops_db < TOPS_CLOSE_DB || (float)page->heights[0] > at_full_scale;
}

void sound_check_read(const struct sound_check *c, struct sound_verdict *verdict)
{
	const struct sound_page *page = page_to_judge(c);

	*verdict = (struct sound_verdict){ .known = page->mean.blocks >= VOICE_BLOCKS_MIN };
	if (!verdict->known)
		return;

	verdict->bandwidth_hz = bandwidth_hz(&page->mean, &c->noise);
	verdict->narrow = verdict->bandwidth_hz < SOUND_CHECK_NARROW_HZ;
	verdict->clipped = is_clipped(page);
	verdict->voice_lufs = kweight_lufs((double)page->mean.energy);
	verdict->quiet = verdict->voice_lufs < SOUND_CHECK_QUIET_LUFS;
	verdict->loud = verdict->voice_lufs > SOUND_CHECK_LOUD_LUFS;
	verdict->noise_known = c->noise.blocks >= NOISE_BLOCKS_MIN;
	if (!verdict->noise_known)
		return;
	verdict->noise_lufs = kweight_lufs((double)c->noise.energy);
	verdict->noisy = verdict->voice_lufs - verdict->noise_lufs < SOUND_CHECK_NOISY_LU;
}
