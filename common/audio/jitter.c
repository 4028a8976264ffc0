// SPDX-License-Identifier: Apache-2.0
#include "audio/jitter.h"

#include <string.h>

static_assert((JITTER_SLOTS & (JITTER_SLOTS - 1)) == 0,
		"sequence numbers pick slots by their bits");

/* Unwrapped numbers start here, so that going back a little never makes them negative. */
#define FIRST_SEQUENCE (INT64_C(1) << 32)
#define FIRST_TIMESTAMP (INT64_C(1) << 40)

static struct jitter_slot *slot_of(struct jitter *j, int64_t sequence)
{
	return &j->slots[sequence & (JITTER_SLOTS - 1)];
}

static const struct jitter_slot *held_slot(const struct jitter *j, int64_t sequence)
{
	const struct jitter_slot *s = &j->slots[sequence & (JITTER_SLOTS - 1)];
	return s->held && s->sequence == sequence ? s : NULL;
}

/* The full number that lies nearest to one known. Wrapped numbers mean something only as a
 * difference. */
static int64_t unwrap_sequence(int64_t near, uint16_t sequence)
{
	return near + (int16_t)(uint16_t)(sequence - (uint16_t)near);
}

static int64_t unwrap_timestamp(int64_t near, uint32_t timestamp)
{
	return near + (int32_t)(timestamp - (uint32_t)near);
}

static void forget_packets(struct jitter *j)
{
	packet_pool_init(&j->pool);
	for (int i = 0; i < JITTER_SLOTS; i++)
		j->slots[i] = (struct jitter_slot){ .sequence = -1 };
	j->held = 0;
	j->held_samples = 0;
	j->started = false;
}

void jitter_init(struct jitter *j)
{
	memset(j, 0, sizeof *j);
	lateness_init(&j->lateness);
	forget_packets(j);
}

void jitter_reset(struct jitter *j)
{
	forget_packets(j);
	lateness_anchor(&j->lateness);
	j->was_strange = false;
}

static void start(struct jitter *j, const struct jitter_packet *p)
{
	j->started = true;
	j->fresh = true;
	j->newest = unwrap_sequence(FIRST_SEQUENCE, p->sequence);
	j->newest_timestamp = unwrap_timestamp(FIRST_TIMESTAMP, p->timestamp);
	j->next = j->newest;
	j->end = j->newest_timestamp;
}

static bool fits(const struct jitter *j, const struct jitter_packet *p)
{
	int64_t sequence = unwrap_sequence(j->newest, p->sequence);
	int64_t timestamp = unwrap_timestamp(j->newest_timestamp, p->timestamp);
	int64_t late = p->arrival - timestamp - lateness_base(&j->lateness);
	return sequence > j->newest - JITTER_SLOTS && late > -JITTER_EARLY_MAX_SAMPLES &&
	       late < JITTER_LATE_MAX_SAMPLES;
}

/* A single packet that does not fit may be anything; two in a row are another stream (the
 * probation of RFC 3550, appendix A.1). */
static bool starts_over(struct jitter *j, const struct jitter_packet *p)
{
	bool again = j->was_strange && p->sequence == j->strange_sequence;
	j->was_strange = !again;
	j->strange_sequence = (uint16_t)(p->sequence + 1);
	return again;
}

static void find_first(struct jitter *j)
{
	while (j->held && !held_slot(j, j->first))
		j->first++;
}

static void drop_first(struct jitter *j)
{
	struct jitter_slot *s = slot_of(j, j->first);
	packet_pool_drop(&j->pool, s->chunk);
	s->held = false;
	j->held--;
	j->held_samples -= s->samples;
	find_first(j);
}

/* Puts the bytes into the pool, at the expense of the oldest packets when it is full. */
static uint16_t store(struct jitter *j, const struct jitter_packet *p)
{
	uint16_t chunk = packet_pool_put(&j->pool, p->bytes, p->count);
	while (chunk == PACKET_POOL_NONE && j->held) {
		drop_first(j);
		chunk = packet_pool_put(&j->pool, p->bytes, p->count);
	}
	return chunk;
}

static void place(struct jitter *j, const struct jitter_packet *p, int64_t sequence,
		int64_t timestamp)
{
	while (j->held && sequence - j->first >= JITTER_SLOTS)
		drop_first(j);
	uint16_t chunk = store(j, p);
	*slot_of(j, sequence) = (struct jitter_slot){
		.sequence = sequence,
		.timestamp = timestamp,
		.capture_us = p->capture_us,
		.samples = p->samples,
		.chunk = chunk,
		.bytes = (uint16_t)p->count,
		.held = true,
		.marker = p->marker,
		.has_capture_time = p->has_capture_time,
	};
	if (!j->held || sequence < j->first)
		j->first = sequence;
	j->held++;
	j->held_samples += p->samples;
}

/* What a packet of that number is to a stream that is already under way. Before the first take, a
 * packet may still come before the one that came first. */
static enum jitter_put sort(struct jitter *j, int64_t sequence)
{
	const struct jitter_slot *s = slot_of(j, sequence);
	if (s->sequence == sequence)
		return JITTER_DUPLICATE;
	if (j->fresh && sequence < j->next)
		j->next = sequence;
	if (sequence < j->next)
		return JITTER_LATE;
	return sequence < j->newest ? JITTER_TAKEN_REORDERED : JITTER_TAKEN;
}

enum jitter_put jitter_put(struct jitter *j, const struct jitter_packet *p)
{
	bool starting_over = false;
	if (j->started && !fits(j, p)) {
		if (!starts_over(j, p))
			return JITTER_STRANGE;
		jitter_reset(j);
		starting_over = true;
	}
	if (!j->started)
		start(j, p);
	j->was_strange = false;

	int64_t sequence = unwrap_sequence(j->newest, p->sequence);
	int64_t timestamp = unwrap_timestamp(j->newest_timestamp, p->timestamp);
	enum jitter_put verdict = sort(j, sequence);
	if (verdict == JITTER_DUPLICATE)
		return verdict;
	lateness_note(&j->lateness, p->arrival, timestamp);
	if (verdict == JITTER_LATE)
		return verdict;
	place(j, p, sequence, timestamp);
	if (sequence > j->newest) {
		j->newest = sequence;
		j->newest_timestamp = timestamp;
	}
	return starting_over ? JITTER_STARTED_OVER : verdict;
}

enum jitter_verdict jitter_look(const struct jitter *j, const struct jitter_slot **slot)
{
	*slot = j->held ? held_slot(j, j->first) : NULL;
	if (!*slot)
		return JITTER_EMPTY;
	if (j->fresh)
		return JITTER_SILENCE;
	if (j->first != j->next && (*slot)->timestamp > j->end)
		return JITTER_LOST;
	return (*slot)->timestamp > j->end || (*slot)->marker ? JITTER_SILENCE : JITTER_PACKET;
}

int jitter_read(const struct jitter *j, struct jitter_slot *packet,
		uint8_t bytes[static OPUS_PACKET_MAX])
{
	const struct jitter_slot *s = held_slot(j, j->first);
	assert(s);
	*packet = *s;
	packet_pool_read(&j->pool, s->chunk, bytes, s->bytes);
	return s->bytes;
}

void jitter_mend(struct jitter *j)
{
	const struct jitter_slot *s = held_slot(j, j->first);
	assert(s);
	j->lost += (uint64_t)(j->first - j->next);
	j->next = j->first;
	j->end = s->timestamp;
}

void jitter_take(struct jitter *j)
{
	jitter_mend(j);
	j->next++;
	j->end += slot_of(j, j->first)->samples;
	j->fresh = false;
	drop_first(j);
}
