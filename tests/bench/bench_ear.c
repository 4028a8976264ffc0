// SPDX-License-Identifier: Apache-2.0
/*
 * Measures by content what mouth_to_ear.sh recorded:
 *
 *   bench_ear delay SAID.wav HEARD.wav MS   how long after it was said each piece is heard; MS is
 *                                           how much later HEARD begins than SAID
 *   bench_ear sides BOTH.wav                the same for a stereo recording: left said, right heard
 *   bench_ear tones FILE.wav                writes 20 s of 31 tones
 *   bench_ear response HEARD.wav            how loud each of them still is
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sndfile.h>

#include "base/units.h"

enum {
	DOWN = 4, /* delays are searched at 12 kHz: 0.08 ms */
	RATE_HZ = SAMPLE_RATE_HZ / DOWN,
	WINDOW = RATE_HZ / 4, /* of speech looked for */
	HOP = RATE_HZ / 10,
	LAGS = RATE_HZ * 6 / 10, /* up to 600 ms */
	TONES_SECONDS = 20,
	SETTLE_SECONDS = 5, /* levels and delays have come to rest */
};

#define LIKE 0.85 /* correlation from which a piece counts as found */

/* A third of an octave apart (IEC 61260, nominal), and closer where the codec ends. */
static const double tones_hz[] = { 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800,
	1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000, 10000, 12500, 14000, 15000,
	15500, 16000, 18000, 20000 };
enum { TONES = sizeof tones_hz / sizeof tones_hz[0] };

struct sound {
	float *samples;
	long count;
};

/* Channel of a 48 kHz file, every `down`-th sample after a short mean. */
static struct sound load(const char *path, int channel, int down)
{
	SF_INFO info = { 0 };
	SNDFILE *file = sf_open(path, SFM_READ, &info);
	if (!file || info.samplerate != SAMPLE_RATE_HZ || channel >= info.channels) {
		fprintf(stderr, "bench_ear: %s is no such 48 kHz sound\n", path);
		exit(1);
	}
	float *all = calloc((size_t)(info.frames * info.channels) + 1, sizeof *all);
	struct sound s = { calloc((size_t)info.frames + 1, sizeof *s.samples), 0 };
	if (!all || !s.samples)
		exit(1);
	long frames = (long)sf_readf_float(file, all, info.frames);
	sf_close(file);
	for (long i = 0; i + down <= frames; i += down) {
		float sum = 0;
		for (int k = 0; k < down; k++)
			sum += all[(i + k) * info.channels + channel];
		s.samples[s.count++] = sum / (float)down;
	}
	free(all);
	return s;
}

/* ---- delay ---- */

static double energy(const float *x, long count)
{
	double sum = 0;
	for (long i = 0; i < count; i++)
		sum += (double)x[i] * (double)x[i];
	return sum;
}

static double product(const float *a, const float *b, long count)
{
	float sum = 0;
	for (long i = 0; i < count; i++)
		sum += a[i] * b[i];
	return (double)sum;
}

/* The lag at which the piece is found again, in samples, or -1. */
static long find(const float *piece, const struct sound *heard, long from)
{
	double own = energy(piece, WINDOW);
	double best = 0;
	long at = -1;
	if (own < WINDOW * 1e-4) /* -40 dBFS: nothing was said */
		return -1;
	for (long lag = 0; lag < LAGS; lag++) {
		long start = from + lag;
		if (start < 0 || start + WINDOW > heard->count)
			continue;
		double other = energy(heard->samples + start, WINDOW);
		double like = product(piece, heard->samples + start, WINDOW) /
			      sqrt(own * other + 1e-12);
		if (like > best) {
			best = like;
			at = lag;
		}
	}
	return best >= LIKE ? at : -1;
}

static int rising(const void *a, const void *b)
{
	double left = *(const double *)a;
	double right = *(const double *)b;
	return (left > right) - (left < right);
}

/* later_ms: heard begins so much later than said. */
static int print_delays(const struct sound *said, const struct sound *heard, double later_ms)
{
	long pieces = said->count / HOP;
	double *ms = calloc((size_t)pieces + 1, sizeof *ms);
	long found = 0;
	long looked = 0;
	long shift = lrint(later_ms * RATE_HZ / 1000);
	if (!ms)
		return 1;
	for (long at = 0; at + WINDOW <= said->count; at += HOP) {
		long from = at - shift;
		if (from < SETTLE_SECONDS * RATE_HZ || from + LAGS + WINDOW > heard->count)
			continue;
		looked++;
		long lag = find(said->samples + at, heard, from);
		if (lag >= 0)
			ms[found++] = (double)lag * 1000 / RATE_HZ;
	}
	qsort(ms, (size_t)found, sizeof *ms, rising);
	if (found > 0)
		printf("%.1f %.1f %.1f %.1f %ld %ld\n", ms[0], ms[found / 2], ms[found * 99 / 100],
				ms[found - 1], found, looked);
	free(ms);
	return found > 0 ? 0 : 1;
}

/* ---- frequency response ---- */

static int write_tones(const char *path)
{
	SF_INFO info = { .samplerate = SAMPLE_RATE_HZ,
		.channels = 1,
		.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT };
	SNDFILE *file = sf_open(path, SFM_WRITE, &info);
	if (!file)
		return 1;
	for (long i = 0; i < (long)TONES_SECONDS * SAMPLE_RATE_HZ; i++) {
		double sum = 0;
		for (int t = 0; t < TONES; t++)
			/* phases of a crest factor as low as speech's (Schroeder 1970) */
			sum += sin(2 * M_PI *
					(fmod(tones_hz[t] * (double)i / SAMPLE_RATE_HZ, 1) +
							t * t / (2.0 * TONES)));
		float sample = (float)(sum * 0.02);
		sf_writef_float(file, &sample, 1);
	}
	return sf_close(file);
}

/* Amplitude of one tone in a second of sound: Hann window, one Fourier sum. */
static double amplitude_of(const float *x, double hz)
{
	double re = 0;
	double im = 0;
	for (int i = 0; i < SAMPLE_RATE_HZ; i++) {
		double window = 1 - cos(2 * M_PI * i / SAMPLE_RATE_HZ);
		double angle = 2 * M_PI * fmod(hz * i / SAMPLE_RATE_HZ, 1);
		re += window * (double)x[i] * cos(angle);
		im += window * (double)x[i] * sin(angle);
	}
	return 2 * sqrt(re * re + im * im) / SAMPLE_RATE_HZ;
}

/* Median over the seconds after everything has come to rest, in dB. */
static double level_of(const struct sound *heard, double hz)
{
	double db[TONES_SECONDS];
	int seconds = 0;
	for (long at = SETTLE_SECONDS * SAMPLE_RATE_HZ;
			at + SAMPLE_RATE_HZ <= heard->count && seconds < TONES_SECONDS;
			at += SAMPLE_RATE_HZ)
		db[seconds++] = 20 * log10(amplitude_of(heard->samples + at, hz) + 1e-9);
	qsort(db, (size_t)seconds, sizeof *db, rising);
	return seconds > 0 ? db[seconds / 2] : -180;
}

/* Where the line between two tones crosses -3 dB. */
static double crossing_hz(double low_hz, double low_db, double high_hz, double high_db)
{
	double part = (-3 - low_db) / (high_db - low_db);
	return low_hz * pow(high_hz / low_hz, part);
}

static int print_response(const struct sound *heard)
{
	double db[TONES];
	double middle = 0;
	int counted = 0;
	for (int t = 0; t < TONES; t++) {
		db[t] = level_of(heard, tones_hz[t]);
		if (tones_hz[t] < 500 || tones_hz[t] > 2000)
			continue;
		middle += db[t];
		counted++;
	}
	double low_hz = tones_hz[0];
	double high_hz = tones_hz[TONES - 1];
	for (int t = 0; t < TONES; t++) {
		db[t] -= middle / counted;
		printf("%8.0f Hz %6.1f dB\n", tones_hz[t], db[t]);
	}
	for (int t = 0; t + 1 < TONES; t++) {
		double at = crossing_hz(tones_hz[t], db[t], tones_hz[t + 1], db[t + 1]);
		if (db[t] < -3 && db[t + 1] >= -3 && tones_hz[t] < 1000)
			low_hz = at;
		if (db[t] >= -3 && db[t + 1] < -3 && tones_hz[t] > 1000 && high_hz > at)
			high_hz = at;
	}
	printf("-3 dB: %.0f Hz to %.0f Hz (tones from %.0f to %.0f Hz)\n", low_hz, high_hz,
			tones_hz[0], tones_hz[TONES - 1]);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "delay") == 0) {
		struct sound said = load(argv[2], 0, DOWN);
		struct sound heard = load(argv[3], 0, DOWN);
		return print_delays(&said, &heard, strtod(argv[4], NULL));
	}
	if (argc == 3 && strcmp(argv[1], "sides") == 0) {
		struct sound said = load(argv[2], 0, DOWN);
		struct sound heard = load(argv[2], 1, DOWN);
		return print_delays(&said, &heard, 0);
	}
	if (argc == 3 && strcmp(argv[1], "tones") == 0)
		return write_tones(argv[2]);
	if (argc == 3 && strcmp(argv[1], "response") == 0) {
		struct sound heard = load(argv[2], 0, 1);
		return print_response(&heard);
	}
	fprintf(stderr, "usage: see the top of bench_ear.c\n");
	return 2;
}
