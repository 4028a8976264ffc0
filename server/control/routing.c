// SPDX-License-Identifier: Apache-2.0
#include "control/routing.h"

#include <string.h>

/* One computation on its way. */
struct work {
	const struct plan *plan;
	const struct routing_input *in;
	struct routing_result *out;
	uint32_t heard[CHANNELS_MAX]; /* by the interpreters on the air in each channel: a set */
};

static uint32_t channel_bit(uint32_t channel)
{
	return UINT32_C(1) << channel;
}

static uint64_t slot_bit(uint32_t slot)
{
	return UINT64_C(1) << slot;
}

/* Orders wrap after 2^32 key presses; only the difference means anything. */
static bool came_before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

static bool is_interpreter(const struct routing_console *c)
{
	return c->present && c->booth != PLAN_NONE;
}

static bool has_output(const struct work *w, const struct routing_console *c)
{
	return c->output != FLOOR && c->output < w->plan->channel_count;
}

static bool wants_air(const struct routing_console *c)
{
	return is_interpreter(c) &&
	       (c->microphone == MICROPHONE_ON || c->microphone == MICROPHONE_MUTED);
}

static bool wants_channel(const struct routing_console *c, uint32_t channel)
{
	return wants_air(c) && c->output == channel;
}

/* ---- 1. who is on the air ---- */

/* The booth that an interlocked channel belongs to; PLAN_NONE when nobody wants it. */
static uint32_t owner_of(const struct work *w, uint32_t channel)
{
	bool last_wins = w->in->rules[channel].interlock == INTERLOCK_OVERRIDE;
	const struct routing_console *owner = NULL;
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++) {
		const struct routing_console *c = &w->in->consoles[slot];
		if (!wants_channel(c, channel))
			continue;
		if (!owner || came_before(c->order, owner->order) != last_wins)
			owner = c;
	}
	return owner ? owner->booth : PLAN_NONE;
}

static void admit(struct work *w, uint32_t slot, const uint32_t owners[static CHANNELS_MAX])
{
	const struct routing_console *c = &w->in->consoles[slot];
	struct routing_seat *seat = &w->out->seats[slot];
	seat->refused_for = PLAN_NONE;
	if (!wants_air(c))
		return;
	if (!has_output(w, c)) {
		seat->refusal = REFUSAL_NO_OUTPUT;
		return;
	}
	enum interlock interlock = w->in->rules[c->output].interlock;
	if (interlock != INTERLOCK_NONE && owners[c->output] != c->booth) {
		seat->refusal = interlock == INTERLOCK_REFUSE ? REFUSAL_INTERLOCK
							      : REFUSAL_OVERRIDDEN;
		seat->refused_for = owners[c->output];
		return;
	}
	seat->on_air = true;
}

static void count_on_air(struct work *w, uint32_t slot)
{
	const struct routing_console *c = &w->in->consoles[slot];
	struct routing_channel *channel = &w->out->channels[c->output];
	channel->on_air++;
	/* NOLINTNEXTLINE(clang-analyzer-core.*): who is on the air has a booth, 0 to 31 */
	channel->booths |= UINT32_C(1) << c->booth;
	if (c->microphone == MICROPHONE_ON)
		w->out->route.channels[c->output].microphones |= slot_bit(slot);
}

static void admit_all(struct work *w)
{
	uint32_t owners[CHANNELS_MAX] = { 0 };
	for (uint32_t c = 1; c < w->plan->channel_count; c++)
		owners[c] = owner_of(w, c);
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++) {
		admit(w, slot, owners);
		if (w->out->seats[slot].on_air)
			count_on_air(w, slot);
	}
}

/* ---- 2. and 3. who hears what ---- */

/* Does the sound of `channel` hold any of `of`, directly or through relays? */
static bool depends_on(const struct work *w, uint32_t channel, uint32_t of)
{
	uint32_t reached = channel_bit(channel);
	uint32_t before;
	do {
		before = reached;
		for (uint32_t c = 1; c < w->plan->channel_count; c++)
			if (reached & channel_bit(c))
				reached |= w->heard[c];
	} while (reached != before);
	return reached & channel_bit(of);
}

static bool may_hear(const struct work *w, const struct routing_console *c, uint32_t channel)
{
	if (channel == FLOOR)
		return true;
	if (channel >= w->plan->channel_count)
		return false;
	return !has_output(w, c) || !depends_on(w, channel, c->output);
}

/* Nobody interprets there, and nothing may come instead. */
static bool is_silent(const struct work *w, uint32_t channel)
{
	return w->out->channels[channel].on_air == 0 &&
	       w->in->rules[channel].pass_through != PLAN_PASS_IDLE;
}

static uint32_t floor_key_of(const struct work *w, const struct routing_console *c)
{
	uint32_t spoken = w->in->floor_language;
	uint32_t pivot = w->plan->pivot;
	if (spoken == FLOOR || spoken >= w->plan->channel_count || spoken == pivot)
		return FLOOR;
	if (w->plan->booths[c->booth].understands & channel_bit(spoken))
		return FLOOR;
	if (pivot >= w->plan->channel_count || is_silent(w, pivot) || !may_hear(w, c, pivot))
		return FLOOR;
	return pivot;
}

static uint32_t hears_of(const struct work *w, const struct routing_console *c)
{
	if (c->incoming == INCOMING_FLOOR_KEY)
		return floor_key_of(w, c);
	return may_hear(w, c, c->incoming) ? c->incoming : FLOOR;
}

/* Of those on the air and not done, the first who came; MICROPHONES_MAX when all are done. */
static uint32_t next_on_air(const struct work *w, uint64_t done)
{
	uint32_t next = MICROPHONES_MAX;
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++) {
		if (!w->out->seats[slot].on_air || done & slot_bit(slot))
			continue;
		if (next == MICROPHONES_MAX || came_before(w->in->consoles[slot].order,
							       w->in->consoles[next].order))
			next = slot;
	}
	return next;
}

/* One by one in the order of coming, so that who would close a circle finds it out. */
static void connect_all(struct work *w)
{
	uint64_t done = 0;
	uint32_t slot;
	while ((slot = next_on_air(w, done)) < MICROPHONES_MAX) {
		const struct routing_console *c = &w->in->consoles[slot];
		struct routing_channel *channel = &w->out->channels[c->output];
		uint32_t hears = hears_of(w, c);
		if (hears != FLOOR)
			w->heard[c->output] |= channel_bit(hears);
		if (channel->state != ROUTING_LIVE) {
			channel->booth = c->booth;
			channel->slot = slot;
		}
		channel->state = ROUTING_LIVE;
		done |= slot_bit(slot);
	}
}

/* Those of its booth who speak, on the air or refused: what its monitor carries. */
static uint64_t boothmates_of(const struct work *w, uint32_t slot)
{
	const struct routing_console *own = &w->in->consoles[slot];
	uint64_t mates = 0;
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
		const struct routing_console *c = &w->in->consoles[i];
		if (i != slot && is_interpreter(c) && c->booth == own->booth &&
				c->microphone == MICROPHONE_ON)
			mates |= slot_bit(i);
	}
	return mates;
}

static void tell_seat(struct work *w, uint32_t slot)
{
	const struct routing_console *c = &w->in->consoles[slot];
	struct routing_seat *seat = &w->out->seats[slot];
	w->out->route.monitors[slot] = boothmates_of(w, slot);
	seat->floor_key = floor_key_of(w, c);
	seat->hears = hears_of(w, c);
	for (uint32_t channel = 0; channel < w->plan->channel_count; channel++)
		if (may_hear(w, c, channel))
			seat->offered |= channel_bit(channel);
}

/* ---- 4. depth ---- */

static uint32_t depth_from(const struct work *w, uint32_t channel)
{
	uint32_t deepest = 0;
	for (uint32_t c = 1; c < w->plan->channel_count; c++)
		if (w->heard[channel] & channel_bit(c) && w->out->channels[c].depth > deepest)
			deepest = w->out->channels[c].depth;
	return deepest + 1;
}

/* Without circles, each round settles one relay more. */
static void measure_depths(struct work *w)
{
	for (uint32_t round = 1; round < w->plan->channel_count; round++)
		for (uint32_t c = 1; c < w->plan->channel_count; c++)
			if (w->out->channels[c].state == ROUTING_LIVE)
				w->out->channels[c].depth = depth_from(w, c);
}

/* ---- 5. channels without an interpreter ---- */

static void find_suspended(struct work *w)
{
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++) {
		const struct routing_console *c = &w->in->consoles[slot];
		if (!is_interpreter(c) || c->microphone != MICROPHONE_SUSPENDED ||
				!has_output(w, c))
			continue;
		struct routing_channel *channel = &w->out->channels[c->output];
		if (channel->state != ROUTING_IDLE)
			continue;
		channel->state = ROUTING_SUSPENDED;
		channel->booth = c->booth;
		channel->slot = slot;
	}
}

/* Everybody on the air in it coughs: no pause for the floor to burst into, it is theirs. */
static bool is_held(const struct work *w, uint32_t channel)
{
	return w->out->channels[channel].on_air > 0 &&
	       w->out->route.channels[channel].microphones == 0;
}

static enum pass_through pass_through_of(const struct work *w, uint32_t channel)
{
	enum plan_pass_through rule = w->in->rules[channel].pass_through;
	bool spoken = w->in->floor_language == channel;
	bool live = w->out->channels[channel].state == ROUTING_LIVE;
	/* who speaks into a channel beats the floor there: the key may not be set yet */
	if (spoken && !live && rule != PLAN_PASS_NEVER)
		return PASS_THROUGH_FLOOR;
	if (is_held(w, channel))
		return PASS_THROUGH_NEVER;
	return rule == PLAN_PASS_IDLE ? PASS_THROUGH_IDLE : PASS_THROUGH_NEVER;
}

static void settle_channel(struct work *w, uint32_t channel)
{
	struct routing_channel *c = &w->out->channels[channel];
	struct route_channel *route = &w->out->route.channels[channel];
	route->pass_through = pass_through_of(w, channel);
	if (route->pass_through == PASS_THROUGH_FLOOR) {
		c->state = ROUTING_FLOOR; /* the floor needs no interpreter, suspended or not */
		c->booth = PLAN_NONE;
	}
	route->suspended = c->state == ROUTING_SUSPENDED;
}

static void settle_floor(struct work *w)
{
	uint64_t microphones = 0;
	uint32_t on_air = 0;
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++) {
		const struct routing_console *c = &w->in->consoles[slot];
		if (!c->present || c->booth != PLAN_NONE || c->microphone != MICROPHONE_ON)
			continue;
		microphones |= slot_bit(slot);
		on_air++;
		w->out->seats[slot].on_air = true;
	}
	w->out->route.channels[FLOOR].microphones = microphones;
	w->out->route.channels[FLOOR].pass_through = PASS_THROUGH_NEVER;
	w->out->channels[FLOOR].on_air = on_air;
	w->out->channels[FLOOR].state = on_air ? ROUTING_LIVE : ROUTING_IDLE;
}

void routing_input_init(struct routing_input *in, const struct plan *p)
{
	memset(in, 0, sizeof *in);
	in->floor_language = p->floor_language;
	for (uint32_t c = 0; c < p->channel_count; c++) {
		in->rules[c].interlock = p->channels[c].interlock;
		in->rules[c].pass_through = p->channels[c].pass_through;
	}
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++) {
		in->consoles[slot].booth = PLAN_NONE;
		in->consoles[slot].output = PLAN_NONE;
		in->consoles[slot].incoming = INCOMING_FLOOR_KEY;
	}
}

void routing_compute(struct routing_result *r, const struct plan *p, const struct routing_input *in)
{
	struct work w = { .plan = p, .in = in, .out = r };
	memset(r, 0, sizeof *r);
	for (uint32_t c = 0; c < CHANNELS_MAX; c++)
		r->channels[c].booth = PLAN_NONE;

	admit_all(&w);
	connect_all(&w);
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++)
		if (in->consoles[slot].booth != PLAN_NONE)
			tell_seat(&w, slot);
	measure_depths(&w);
	find_suspended(&w);
	for (uint32_t c = 1; c < p->channel_count; c++)
		settle_channel(&w, c);
	settle_floor(&w);
}
