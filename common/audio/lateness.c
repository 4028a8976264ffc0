// SPDX-License-Identifier: Apache-2.0
#include "audio/lateness.h"

#include <string.h>

enum {
	FORGET_SAMPLES = LATENESS_BLOCKS * LATENESS_BLOCK_SAMPLES,
	DRIFT_BLOCKS = LATENESS_BLOCKS / 3, /* the older and the newer third are compared */
	PER_MILLION = 1000000,
};

static int limited(int64_t samples)
{
	if (samples < 0)
		return 0;
	return samples < LATENESS_MAX_SAMPLES ? (int)samples : LATENESS_MAX_SAMPLES;
}

void lateness_init(struct lateness *l)
{
	memset(l, 0, sizeof *l);
	l->percentile = LATENESS_UNKNOWN_SAMPLES;
}

void lateness_anchor(struct lateness *l)
{
	l->has_base = false;
	l->recent_count = 0;
	l->drift_ppm = 0;
}

/* 0 is the block being filled, count - 1 the oldest. */
static const struct lateness_block *block_of_age(const struct lateness *l, int age)
{
	return &l->blocks[(l->newest - age + LATENESS_BLOCKS) % LATENESS_BLOCKS];
}

/* The fastest of the blocks of that age and older, `count` of them. */
static int64_t fastest_of(const struct lateness *l, int age, int count)
{
	int64_t fastest = INT64_MAX;
	for (int i = age; i < age + count; i++)
		if (block_of_age(l, i)->fastest < fastest)
			fastest = block_of_age(l, i)->fastest;
	return fastest;
}

/* Only over the time of a full ring: over less, jitter would pass for drift. After a new base the
 * blocks bear its time, so that a ring may be full and yet span none. */
static int measure_drift(const struct lateness *l)
{
	if (l->count < LATENESS_BLOCKS)
		return 0;
	int older = LATENESS_BLOCKS - DRIFT_BLOCKS;
	int64_t time = block_of_age(l, 1)->start - block_of_age(l, older)->start;
	if (time < (int64_t)(older - 1) * LATENESS_BLOCK_SAMPLES)
		return 0;
	int64_t longer = fastest_of(l, 1, DRIFT_BLOCKS) - fastest_of(l, older, DRIFT_BLOCKS);
	if (longer * PER_MILLION > time * LATENESS_DRIFT_MAX_PPM ||
			longer * PER_MILLION < -time * LATENESS_DRIFT_MAX_PPM)
		return 0;
	return (int)(longer * PER_MILLION / time);
}

/* The fastest packet, each block's aged by the drift since then. */
static int64_t measure_base(const struct lateness *l)
{
	int64_t base = INT64_MAX;
	int64_t now = block_of_age(l, 0)->start;
	for (int i = 0; i < l->count; i++) {
		const struct lateness_block *b = block_of_age(l, i);
		int64_t aged = b->fastest + (now - b->start) * l->drift_ppm / PER_MILLION;
		if (aged < base)
			base = aged;
	}
	return base;
}

/* How many of the worst blocks to leave out: about one in thirteen, and one as soon as three are
 * known, so that one stall soon after the start is not taken for a habit. */
static int left_out(int count)
{
	return (count + 10) / 13;
}

/* The slowest block when left_out() slower ones do not count: the least value that at most so many
 * exceed. Counting instead of sorting, since the ring must stay in its order and is short. */
static int measure_percentile(const struct lateness *l)
{
	int percentile = LATENESS_MAX_SAMPLES;
	for (int i = 0; i < l->count; i++) {
		int candidate = l->blocks[i].slowest;
		int slower = 0;
		for (int k = 0; k < l->count; k++)
			slower += l->blocks[k].slowest > candidate;
		if (slower <= left_out(l->count) && candidate < percentile)
			percentile = candidate;
	}
	bool is_known = l->count > 1 || percentile > LATENESS_UNKNOWN_SAMPLES;
	return is_known ? percentile : LATENESS_UNKNOWN_SAMPLES;
}

/* The oldest block makes room. When the base rises more than by drift, because the way has become
 * longer and the last witness of the shorter one is gone, what was late against the old base is
 * less late against the new one. */
static void open_block(struct lateness *l, int64_t arrival, int64_t transit)
{
	l->newest = l->count ? (l->newest + 1) % LATENESS_BLOCKS : 0;
	if (l->count < LATENESS_BLOCKS)
		l->count++;
	l->blocks[l->newest] = (struct lateness_block){ arrival, transit, 0 };

	int64_t drifted = l->base;
	if (l->count > 1)
		drifted += (arrival - block_of_age(l, 1)->start) * l->drift_ppm / PER_MILLION;
	l->drift_ppm = measure_drift(l);
	l->base = measure_base(l);
	if (l->base <= drifted)
		return;
	for (int i = 0; i < l->count; i++)
		l->blocks[i].slowest = limited(l->blocks[i].slowest - (l->base - drifted));
}

static void start_base(struct lateness *l, int64_t arrival, int64_t transit)
{
	l->has_base = true;
	l->base = transit;
	for (int i = 0; i < l->count; i++) {
		l->blocks[i].start = arrival;
		l->blocks[i].fastest = transit;
	}
}

static void note_recent(struct lateness *l, int64_t transit)
{
	l->recent[l->recent_next] = transit;
	l->recent_next = (l->recent_next + 1) % LATENESS_RECENT_PACKETS;
	if (l->recent_count < LATENESS_RECENT_PACKETS)
		l->recent_count++;
}

void lateness_note(struct lateness *l, int64_t arrival, int64_t timestamp)
{
	int64_t transit = arrival - timestamp;
	if (l->has_base && arrival - l->last_arrival > FORGET_SAMPLES)
		lateness_anchor(l); /* the clocks may have drifted anywhere meanwhile */
	if (!l->has_base)
		start_base(l, arrival, transit);
	l->last_arrival = arrival;
	note_recent(l, transit);

	bool is_over = !l->count || arrival - l->blocks[l->newest].start >= LATENESS_BLOCK_SAMPLES;
	if (is_over)
		open_block(l, arrival, transit);
	struct lateness_block *block = &l->blocks[l->newest];
	bool is_slower = limited(transit - l->base) > block->slowest;
	if (transit < block->fastest)
		block->fastest = transit;
	if (transit < l->base)
		l->base = transit;
	if (is_slower)
		block->slowest = limited(transit - l->base);
	if (is_over || is_slower)
		l->percentile = measure_percentile(l);
}

int64_t lateness_base(const struct lateness *l)
{
	return l->base;
}

int lateness_percentile(const struct lateness *l)
{
	return l->percentile;
}

int lateness_now(const struct lateness *l)
{
	if (!l->recent_count)
		return 0;
	int64_t fastest = INT64_MAX;
	for (int i = 1; i <= l->recent_count; i++) {
		int at = (l->recent_next - i + LATENESS_RECENT_PACKETS) % LATENESS_RECENT_PACKETS;
		if (l->recent[at] < fastest)
			fastest = l->recent[at];
	}
	return limited(fastest - l->base);
}
