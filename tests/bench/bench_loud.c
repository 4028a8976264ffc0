// SPDX-License-Identifier: Apache-2.0
/*
 * Hearing protection at a program's output.
 *
 *   bench_loud make FILE.wav              noise, bangs, and tones that last
 *   bench_loud check FILE.wav HEADSET_DB  ends with 1 when a ceiling was passed
 *
 * The ceilings are protection.h's: no sample over the level of a square wave of 100 dB SPL, no
 * 100 ms over 94, from a second after the start of the sound on that lasts. The first 100 ms of a
 * new loud sound may pass at up to 98 (docs/decisions/hearing-protection.md): that is looked at,
 * too. HEADSET_DB is what a full-scale sine makes.
 */
#include <math.h>
#include <sndfile.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATE_HZ = 48000, LASTING = RATE_HZ / 10, SECONDS = 12 };

static int make(const char *name)
{
	SF_INFO info = { .samplerate = RATE_HZ,
		.channels = 1,
		.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16 };
	SNDFILE *file = sf_open(name, SFM_WRITE, &info);
	if (!file)
		return 2;
	unsigned random = 1;
	for (int i = 0; i < SECONDS * RATE_HZ; i++) {
		double s = (double)i / RATE_HZ;
		random = random * 1103515245u + 12345u;
		double noise = (double)(random >> 16 & 0x7fff) / 16384.0 - 1.0;
		double at = fmod(s, 6.0);
		float sample = 0; /* silent in between, so that each incident has an end */
		if (at >= 1.5 && at < 2.0)
			sample = (float)(noise * 0.02);
		if (at >= 2.0 && at < 2.03) /* a bang */
			sample = sin(6.283185 * 900 * s) > 0 ? 0.99f : -0.99f;
		if (at >= 4.0) /* a tone that lasts */
			sample = (float)(0.9 * sin(6.283185 * 700 * s));
		sf_write_float(file, &sample, 1);
	}
	sf_close(file);
	return 0;
}

/* dB SPL of an RMS, where a sine of full scale (0.707) makes headset_db. */
static double spl(double rms, double headset_db)
{
	return headset_db + 3.0103 + 20.0 * log10(rms > 1e-9 ? rms : 1e-9);
}

static int check(const char *name, double headset_db)
{
	static float ring[LASTING];
	SF_INFO info = { 0 };
	SNDFILE *file = sf_open(name, SFM_READ, &info);
	if (!file || info.samplerate != RATE_HZ || info.channels != 1)
		return 2;
	double peak = 0;
	double energy = 0;
	double loudest = 0;   /* of any 100 ms */
	double settled = 0;   /* of those whose second before was loud, too */
	long loud_since = -1; /* sample */
	float sample;
	for (long i = 0; sf_read_float(file, &sample, 1) == 1; i++) {
		double magnitude = fabs((double)sample);
		peak = magnitude > peak ? magnitude : peak;
		energy += (double)sample * (double)sample -
			  (double)ring[i % LASTING] * (double)ring[i % LASTING];
		ring[i % LASTING] = sample;
		double mean = energy > 0 ? energy / LASTING : 0;
		loudest = mean > loudest ? mean : loudest;
		bool loud = spl(sqrt(mean), headset_db) > 90;
		loud_since = !loud ? -1 : loud_since < 0 ? i : loud_since;
		if (loud_since >= 0 && i - loud_since > RATE_HZ / 2 && mean > settled)
			settled = mean;
	}
	sf_close(file);
	double at_once = spl(peak, headset_db);
	double first = spl(sqrt(loudest), headset_db);
	double lasting = spl(sqrt(settled), headset_db);
	printf("at once %.2f dB SPL (100), first 100 ms %.2f (98), what lasts %.2f (94)\n", at_once,
			first, lasting);
	if (first < 90 || lasting < 90)
		return 1; /* nothing loud was there */
	return at_once > 100.05 || first > 98.05 ||
	       lasting > 94.2; /* windows of its own, not the steps that protection counts in */
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "make") == 0)
		return make(argv[2]);
	if (argc == 4 && strcmp(argv[1], "check") == 0)
		return check(argv[2], strtod(argv[3], NULL));
	fprintf(stderr, "usage: bench_loud make FILE.wav | check FILE.wav HEADSET_DB\n");
	return 2;
}
