// SPDX-License-Identifier: Apache-2.0
#include "sim/line.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	START_NS = 1000000000,
	SILENT_PACKETS_SENT = 15,
	SILENT_PACKETS_PER_SIGN = 20, /* one of them is sent, as a sign of life */
	FIRST_SEQUENCE = 65530,
	BINS_PER_MS = 2,
};

#define FIRST_TIMESTAMP (UINT32_MAX - 5 * SAMPLE_RATE_HZ)

void line_init(struct line *l, const struct line_setup *setup)
{
	memset(l, 0, sizeof *l);
	l->setup = *setup;
	network_init(&l->network, &setup->network);
	int err = playout_init(&l->playout, &setup->playout);
	assert(!err);
	codec_start(setup->sound);
	l->sequence = FIRST_SEQUENCE;
	l->timestamp = FIRST_TIMESTAMP;
	l->is_first = true;
	l->now_ns = START_NS + (int64_t)(setup->phase_ms * (double)NS_PER_MS);
	line_clear(l);
}

void line_clear(struct line *l)
{
	memset(&l->heard, 0, sizeof l->heard);
	l->heard.delay_least_ms = INFINITY;
	l->heard.delay_most_ms = -INFINITY;
	l->heard.hash = UINT64_C(14695981039346656037);
}

/* When the talker captured that sample of its stream. */
static int64_t captured_ns(const struct line *l, int64_t sample)
{
	double rate = SAMPLE_RATE_HZ * (1 + l->setup.skew_ppm * 1e-6);
	return START_NS + (int64_t)((double)sample / rate * (double)NS_PER_S);
}

static bool is_said(struct line *l)
{
	if (!l->silent_packets)
		return true;
	l->silent_packets++;
	return l->silent_packets <= SILENT_PACKETS_SENT ||
	       l->silent_packets % SILENT_PACKETS_PER_SIGN == 0;
}

static void say(struct line *l, int64_t first_sample, int64_t sent_ns)
{
	struct network_packet p = {
		.sent_ns = sent_ns,
		.sequence = l->sequence++,
		.timestamp = l->timestamp + (uint32_t)first_sample,
		.marker = l->was_silent,
		.capture_us = captured_ns(l, first_sample) / 1000,
	};
	p.opus_bytes = (uint16_t)codec_encode(first_sample, l->setup.packet_samples, p.opus);
	l->was_silent = l->skip_packets > 0;
	if (l->skip_packets > 0)
		l->skip_packets--;
	else
		network_send(&l->network, &p);
}

/* A packet is sent when its last sample has been captured. */
static void talk(struct line *l)
{
	int samples = l->setup.packet_samples;
	for (;; l->packet++) {
		int64_t first = l->packet * samples;
		int64_t sent_ns = captured_ns(l, first + samples);
		if (sent_ns > l->now_ns)
			return;
		if (is_said(l))
			say(l, first, sent_ns);
		else
			l->was_silent = true;
	}
}

static int bin_of(double ms)
{
	int bin = (int)(ms * BINS_PER_MS);
	return bin < 0 ? 0 : bin >= LINE_DELAYS_MAX ? LINE_DELAYS_MAX - 1 : bin;
}

static void deliver(struct line *l)
{
	struct network_packet p;
	while (network_receive(&l->network, l->now_ns, &p)) {
		l->heard.transits[bin_of((double)(p.arrival_ns - p.sent_ns) / (double)NS_PER_MS)]++;
		struct playout_packet packet = {
			.sequence = p.sequence,
			.timestamp = p.timestamp,
			.marker = p.marker,
			.arrival_ns = p.arrival_ns,
			.has_capture_time = p.sequence % 50 == 0 || l->is_first,
			.capture_us = p.capture_us,
			.opus = p.opus,
			.opus_bytes = p.opus_bytes,
		};
		playout_push(&l->playout, &packet);
		l->is_first = false;
	}
}

static void hear_samples(struct line *l, const float *pcm, int samples)
{
	struct line_heard *h = &l->heard;
	for (int i = 0; i < samples; i++) {
		float step = pcm[i] - l->last[0];
		float bend = step - (l->last[0] - l->last[1]);
		h->largest_sample = fmaxf(h->largest_sample, fabsf(pcm[i]));
		h->largest_step = fmaxf(h->largest_step, fabsf(step));
		h->largest_bend = fmaxf(h->largest_bend, fabsf(bend));
		l->last[1] = l->last[0];
		l->last[0] = pcm[i];
		uint32_t bits;
		memcpy(&bits, &pcm[i], sizeof bits);
		h->hash = (h->hash ^ bits) * UINT64_C(1099511628211);
	}
	h->samples += samples;
}

/* capture_us is the last sample's; it began to sound that much later than the pull. */
static void hear_delay(struct line *l)
{
	struct line_heard *h = &l->heard;
	struct playout_status s;
	playout_status(&l->playout, &s);
	h->pulls++;
	if (!s.has_capture) {
		h->silent_pulls++;
		return;
	}
	int64_t last_ns = l->now_ns + (l->setup.pull_samples - 1) * NS_PER_S / SAMPLE_RATE_HZ;
	double delay_ms = (double)(last_ns - s.capture_us * 1000) / (double)NS_PER_MS;
	h->delay_least_ms = fmin(h->delay_least_ms, delay_ms);
	h->delay_most_ms = fmax(h->delay_most_ms, delay_ms);
	h->delays[bin_of(delay_ms)]++;
}

static int64_t pull_ns(const struct line *l)
{
	return START_NS + (int64_t)(l->setup.phase_ms * (double)NS_PER_MS) +
	       l->pulls * l->setup.pull_samples * (NS_PER_S / 1000) / (SAMPLE_RATE_HZ / 1000);
}

static void pull(struct line *l)
{
	float pcm[OPUS_FRAME_MAX];
	playout_pull(&l->playout, l->now_ns, pcm, l->setup.pull_samples);
	hear_samples(l, pcm, l->setup.pull_samples);
	hear_delay(l);
	if (l->on_pcm)
		l->on_pcm(l->arg, pcm, l->setup.pull_samples);
	l->pulls++;
	l->now_ns = pull_ns(l);
}

void line_run(struct line *l, double seconds)
{
	int64_t until_ns = l->now_ns + (int64_t)(seconds * (double)NS_PER_S);
	while (l->now_ns < until_ns) {
		talk(l);
		deliver(l);
		pull(l);
	}
}

void line_skip_packets(struct line *l, int packets)
{
	l->skip_packets = packets;
}

void line_set_silent(struct line *l, bool is_silent)
{
	l->silent_packets = is_silent;
	codec_start(is_silent ? CODEC_SILENCE : l->setup.sound);
}

/* What is still on the way belongs to the old one. */
void line_tune(struct line *l)
{
	struct network_packet p;
	while (network_receive(&l->network, INT64_MAX, &p))
		;
	playout_reset(&l->playout);
	l->sequence = (uint16_t)(l->sequence + 12345);
	l->timestamp += 1000000007;
	l->is_first = true;
}

void line_stall(struct line *l, double seconds)
{
	network_stall(&l->network, l->now_ns, l->now_ns + (int64_t)(seconds * (double)NS_PER_S));
}

void line_sleep(struct line *l, double seconds)
{
	int64_t until = l->pulls + (int64_t)(seconds * SAMPLE_RATE_HZ / l->setup.pull_samples);
	while (l->pulls < until) {
		l->pulls++;
		l->now_ns = pull_ns(l);
		talk(l);
		deliver(l);
	}
}

static double share_of(const uint32_t *bins, double share)
{
	int64_t all = 0;
	for (int i = 0; i < LINE_DELAYS_MAX; i++)
		all += bins[i];
	int64_t within = 0;
	for (int i = 0; i < LINE_DELAYS_MAX; i++) {
		within += bins[i];
		if ((double)within >= share * (double)all)
			return (i + 0.5) / BINS_PER_MS;
	}
	return 0;
}

double line_delay_ms(const struct line *l, double share)
{
	return share_of(l->heard.delays, share);
}

double line_transit_ms(const struct line *l, double share)
{
	return share_of(l->heard.transits, share);
}

double line_share_over(const struct line *l, double transit_ms)
{
	int64_t all = 0;
	int64_t over = 0;
	for (int i = 0; i < LINE_DELAYS_MAX; i++) {
		all += l->heard.transits[i];
		over += i > bin_of(transit_ms) ? l->heard.transits[i] : 0;
	}
	return all ? (double)over / (double)all : 0;
}
