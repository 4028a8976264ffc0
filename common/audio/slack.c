// SPDX-License-Identifier: Apache-2.0
#include "audio/slack.h"

#include <stdlib.h>

#define MS(ms) ((ms)*SAMPLE_RATE_HZ / 1000)

enum {
	ROOM_LIMIT = 3600 * SAMPLE_RATE_HZ,
	DEAD_ZONE = MS(1), /* and an eighth of the target */
	BEAT = MS(40),     /* how far rooms of neighbouring packets may lie apart */
	RECOVERY = 16,     /* samples a packet: how soon the least room is forgotten */
};

void slack_init(struct slack *p)
{
	*p = (struct slack){ 0 };
}

static int64_t floor_to(int64_t samples, int pull)
{
	int64_t rest = samples % pull;
	return samples - (rest < 0 ? rest + pull : rest);
}

static int limited(int64_t room)
{
	if (room > ROOM_LIMIT)
		return ROOM_LIMIT;
	return room < -ROOM_LIMIT ? -ROOM_LIMIT : (int)room;
}

int slack_room(const struct slack *p, int64_t allowance, int offset, int pull)
{
	int64_t beyond = allowance - p->target;
	if (beyond < 0)
		return limited(offset + floor_to(beyond, pull));
	int64_t worthwhile = floor_to(beyond - DEAD_ZONE - p->target / 8, pull);
	return limited(offset + (worthwhile > 0 ? worthwhile : 0));
}

void slack_note(struct slack *p, int room)
{
	int recovered = p->spare + RECOVERY;
	if (recovered < room - BEAT)
		recovered = room - BEAT;
	p->spare = room < recovered ? room : recovered;
}

void slack_restart(struct slack *p, int room)
{
	p->spare = room;
	p->refused = 0;
}

void slack_shift(struct slack *p, int samples)
{
	p->spare += samples;
}

void slack_play(struct slack *p, int samples)
{
	p->resting = p->resting > samples ? p->resting - samples : 0;
}

int slack_wish(const struct slack *p)
{
	return p->resting ? 0 : p->spare;
}

/* Delay that should go can wait for a vowel or a pause; delay that is missing, or far too much of
 * it, cannot. */
float slack_likeness(const struct slack *p)
{
	float least = p->spare > 0 && p->spare < MS(40) ? 0.8f : 0.4f;
	float needed = abs(p->spare) < MS(200) ? 0.9f : 0.7f;
	needed -= 0.03f * (float)p->refused;
	return needed > least ? needed : least;
}

/* A period of 7 ms after each of these rests changes the speed by 7, 15 or 35 %. */
static int rest_after(int spare)
{
	if (abs(spare) <= MS(40))
		return MS(100);
	return abs(spare) <= MS(200) ? MS(40) : MS(10);
}

void slack_changed(struct slack *p, bool in_pause)
{
	p->resting = in_pause ? 0 : rest_after(p->spare);
	p->refused = 0;
}

void slack_refused(struct slack *p)
{
	p->resting = MS(10);
	p->refused++;
}
