// SPDX-License-Identifier: Apache-2.0
#include "media/channel.h"

#include <limits.h>
#include <string.h>

#include "audio/mixer.h"

enum {
	SWITCH_MS = TICK_MS, /* microphones cross-fade within one tick: 40 ms are allowed */
	LONG_MS = INT_MAX / 2,
	LEADER_DB = 6, /* so much louder must another be to lead */
};

static uint64_t bit(uint32_t slot)
{
	return UINT64_C(1) << slot;
}

void channel_init(struct channel *c, const struct channel_rules *rules)
{
	static const struct limiter_setup usual = { 0 };

	memset(c, 0, sizeof *c);
	c->rules = *rules;
	for (int i = 0; i < MICROPHONES_MAX; i++)
		fade_init(&c->sources[i], 0);
	fade_init(&c->floor, 0);
	int err = limiter_init(&c->limiter, &usual);
	assert(err == 0); /* the setup is a constant */
	level_init(&c->level);
}

static uint64_t present_of(uint64_t set, const struct microphone *microphones)
{
	uint64_t present = 0;
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++)
		if (set & bit(slot) && microphone_present(&microphones[slot]))
			present |= bit(slot);
	return present;
}

/* Starts the ramps of those who come and go. */
static void steer_sources(struct channel *c, uint64_t wanted)
{
	uint64_t changed = c->wanted ^ wanted;
	if (wanted & changed)
		c->joined_ms = 0;
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++)
		if (changed & bit(slot))
			fade_to(&c->sources[slot], wanted & bit(slot) ? 1.0f : 0.0f, SWITCH_MS);
	c->wanted = wanted;
	c->heard |= wanted;
}

static int add_ms(int ms)
{
	return ms < LONG_MS ? ms + TICK_MS : ms;
}

/* Since anybody in the channel said something, or came in. */
static int quiet_ms(const struct channel *c, const struct microphone *microphones)
{
	int quiet = c->joined_ms;
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++) {
		if (!(c->wanted & bit(slot)))
			continue;
		int own = microphone_quiet_ms(&microphones[slot]);
		quiet = own < quiet ? own : quiet;
	}
	return quiet;
}

static bool may_pass(const struct channel *c, const struct route_channel *route,
		const struct microphone *microphones)
{
	if (route->suspended || route->pass_through == PASS_THROUGH_NEVER)
		return false;
	if (route->pass_through == PASS_THROUGH_FLOOR)
		return true;
	if (c->wanted == 0)
		return c->empty_ms >= c->rules.hold_off_ms;
	return quiet_ms(c, microphones) >= c->rules.silence_hold_off_ms;
}

static void steer_floor(struct channel *c, bool passing)
{
	if (passing != c->passing)
		fade_to(&c->floor, passing ? 1.0f : 0.0f, c->rules.fade_ms);
	c->passing = passing;
}

static void mix_sources(struct channel *c, const struct microphone *microphones)
{
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++) {
		if (!(c->heard & bit(slot)))
			continue;
		float from, to;
		fade_next(&c->sources[slot], TICK_SAMPLES, &from, &to);
		mixer_add_ramped(c->mixed, microphones[slot].pcm, from, to, TICK_SAMPLES);
		if (to == 0 && !(c->wanted & bit(slot)))
			c->heard &= ~bit(slot);
	}
}

static void mix_floor(struct channel *c, const struct channel_floor *floor)
{
	float from, to;
	fade_next(&c->floor, TICK_SAMPLES, &from, &to);
	if (from != 0 || to != 0)
		mixer_add_ramped(c->mixed, floor->pcm, from, to, TICK_SAMPLES);
}

/* The loudest leads, but only a clearly louder one takes the lead from another. */
static void choose_leader(struct channel *c, const struct microphone *microphones)
{
	if (!(c->wanted & bit(c->leader)))
		c->leader = (uint32_t)__builtin_ctzll(c->wanted);
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++)
		if (c->wanted & bit(slot) &&
				microphones[slot].tick_dbfs >
						microphones[c->leader].tick_dbfs + LEADER_DB)
			c->leader = slot;
}

static void follow_capture(struct channel *c, const struct microphone *microphones,
		const struct channel_floor *floor)
{
	c->has_capture = false;
	if (c->passing && floor) {
		c->has_capture = floor->has_capture;
		c->capture_us = floor->capture_us;
	} else if (c->wanted) {
		choose_leader(c, microphones);
		c->has_capture = microphones[c->leader].has_capture;
		c->capture_us = microphones[c->leader].capture_us;
	}
	c->capture_us -= INT64_C(1000000) * limiter_delay_samples(&c->limiter) / SAMPLE_RATE_HZ;
}

static enum channel_sound sound_of(const struct channel *c, const struct channel_floor *floor)
{
	if (c->passing && floor && floor->present)
		return CHANNEL_SOUND_FLOOR;
	return c->wanted ? CHANNEL_SOUND_LIVE : CHANNEL_SOUND_IDLE;
}

void channel_turn(struct channel *c, const struct route_channel *route,
		const struct microphone *microphones, const struct channel_floor *floor)
{
	uint64_t wanted = route->suspended ? 0 : present_of(route->microphones, microphones);
	steer_sources(c, wanted);
	if (floor)
		steer_floor(c, may_pass(c, route, microphones));
	c->empty_ms = wanted ? 0 : add_ms(c->empty_ms);
	c->joined_ms = add_ms(c->joined_ms);

	mixer_clear(c->mixed, TICK_SAMPLES);
	mix_sources(c, microphones);
	if (floor)
		mix_floor(c, floor);
	follow_capture(c, microphones, floor);
	c->sound = sound_of(c, floor);

	memcpy(c->pcm, c->mixed, sizeof c->pcm);
	limiter_process(&c->limiter, c->pcm, TICK_SAMPLES);
	level_add(&c->level, c->pcm, TICK_SAMPLES);
}

struct channel_floor channel_as_floor(const struct channel *c)
{
	int64_t look_ahead_us =
			INT64_C(1000000) * limiter_delay_samples(&c->limiter) / SAMPLE_RATE_HZ;
	return (struct channel_floor){ .pcm = c->mixed,
		.present = c->wanted != 0,
		.has_capture = c->has_capture,
		.capture_us = c->capture_us + look_ahead_us };
}
