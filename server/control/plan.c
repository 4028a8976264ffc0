// SPDX-License-Identifier: Apache-2.0
#include "control/plan.h"

#include <stdio.h>
#include <string.h>

enum { ZH = 1, KO, MN, RU, EN, BUILT_IN_CHANNELS };

enum { BUILT_IN_BITRATE_BPS = 48000 };

static const struct {
	const char *id, *lang, *name;
} built_in[BUILT_IN_CHANNELS] = {
	[FLOOR] = { "floor", "", "Original" },
	[ZH] = { "zh", "zh", "中文" },
	[KO] = { "ko", "ko", "한국어" },
	[MN] = { "mn", "mn", "Монгол" },
	[RU] = { "ru", "ru", "Русский" },
	[EN] = { "en", "en", "English" },
};

static void add_channel(struct plan *p, const char *id, const char *lang, const char *name)
{
	struct plan_channel *c = &p->channels[p->channel_count++];
	snprintf(c->id, sizeof c->id, "%s", id);
	snprintf(c->lang, sizeof c->lang, "%s", lang);
	snprintf(c->name, sizeof c->name, "%s", name);
	c->pass_through = PLAN_PASS_IDLE;
	c->interlock = INTERLOCK_NONE;
	c->bitrate_bps = BUILT_IN_BITRATE_BPS;
}

/* A booth that works both ways between its home language and the pivot. */
static void add_two_way_booth(struct plan *p, uint32_t home)
{
	struct plan_booth *b = &p->booths[p->booth_count++];
	snprintf(b->id, sizeof b->id, "%s", p->channels[home].id);
	b->outputs[0] = home;
	b->outputs[1] = p->pivot;
	b->outputs[2] = PLAN_NONE;
	b->understands = UINT32_C(1) << home | UINT32_C(1) << p->pivot;
	b->seats = BOOTH_SEATS;
}

void plan_built_in(struct plan *p)
{
	memset(p, 0, sizeof *p);
	snprintf(p->id, sizeof p->id, "tumen");
	snprintf(p->title, sizeof p->title, "A dialogue in five languages");
	for (uint32_t c = 0; c < BUILT_IN_CHANNELS; c++)
		add_channel(p, built_in[c].id, built_in[c].lang, built_in[c].name);
	p->pivot = EN;
	p->floor_language = EN;
	p->floor_seats = FLOOR_SEATS;
	for (uint32_t home = ZH; home <= RU; home++)
		add_two_way_booth(p, home);
}

uint32_t plan_seats(const struct plan *p, uint32_t booth)
{
	return (uint32_t)(booth < p->booth_count ? p->booths[booth].seats : p->floor_seats);
}

uint32_t plan_channel_from(const struct plan *p, const char *id)
{
	for (uint32_t c = 0; c < p->channel_count; c++)
		if (strcmp(p->channels[c].id, id) == 0)
			return c;
	return PLAN_NONE;
}

uint32_t plan_booth_from(const struct plan *p, const char *id)
{
	for (uint32_t b = 0; b < p->booth_count; b++)
		if (strcmp(p->booths[b].id, id) == 0)
			return b;
	return PLAN_NONE;
}
