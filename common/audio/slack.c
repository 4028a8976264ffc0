// SPDX-License-Identifier: Apache-2.0
#include "audio/slack.h"

#include <stdlib.h>

#define MS(ms) ((ms)*SAMPLE_RATE_HZ / 1000)

enum {
	ROOM_LIMIT = 3600 * SAMPLE_RATE_HZ,
	DEAD_ZONE = MS(1), /* and an eighth of the target */
	BEAT = MS(40),     /* how far rooms of neighbouring packets may lie apart */
	PART = MS(1000),
};

void slack_init(struct slack *s)
{
	*s = (struct slack){ 0 };
}

static int least_of(int a, int b)
{
	return a < b ? a : b;
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

int slack_room(const struct slack *s, int64_t allowance, int offset, int pull)
{
	int64_t beyond = allowance - s->target;
	if (beyond < 0)
		return limited(offset + floor_to(beyond, pull));
	int64_t worthwhile = floor_to(beyond - DEAD_ZONE - s->target / 8, pull);
	return limited(offset + (worthwhile > 0 ? worthwhile : 0));
}

void slack_note(struct slack *s, int room, int samples)
{
	s->noted += samples;
	if (s->noted >= PART) {
		s->noted = 0;
		s->least_before = s->least;
		s->least = room;
	}
	s->least = least_of(s->least, room);
	s->spare = least_of(s->least, s->least_before);
	if (s->spare < room - BEAT)
		s->spare = room - BEAT;
}

void slack_restart(struct slack *s, int room)
{
	s->spare = room;
	s->least = room;
	s->least_before = room;
	s->noted = 0;
	s->refused = 0;
}

void slack_shift(struct slack *s, int samples)
{
	s->spare += samples;
	s->least += samples;
	s->least_before += samples;
}

void slack_play(struct slack *s, int samples)
{
	s->resting = s->resting > samples ? s->resting - samples : 0;
}

int slack_wish(const struct slack *s)
{
	return s->resting ? 0 : s->spare;
}

/* Delay that should go can wait for a vowel or a pause; delay that is missing, or far too much of
 * it, cannot. */
float slack_likeness(const struct slack *s)
{
	float least = s->spare > 0 && s->spare < MS(40) ? 0.8f : 0.4f;
	float needed = abs(s->spare) < MS(200) ? 0.9f : 0.7f;
	needed -= 0.03f * (float)s->refused;
	return needed > least ? needed : least;
}

/* A period of 7 ms after each of these rests changes the speed by 7, 15 or 35 %. */
static int rest_after(int spare)
{
	if (abs(spare) <= MS(40))
		return MS(100);
	return abs(spare) <= MS(200) ? MS(40) : MS(10);
}

void slack_changed(struct slack *s, bool in_pause)
{
	s->resting = in_pause ? 0 : rest_after(s->spare);
	s->refused = 0;
}

void slack_refused(struct slack *s)
{
	s->resting = MS(10);
	s->refused++;
}
