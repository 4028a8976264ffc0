// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "config_read.h"
#include "config_table.h"
#include "config_value.h"

enum { WHERE_BYTES = 32 };

static const char FLOOR_ID[] = "floor";

/* ---- channels ---- */

/* Without a `lang` the id is the language, if it has the form of one. */
static void take_language(struct reading *r, const char *where, struct plan_channel *c,
		const yaml_node_t *n)
{
	const struct config_section *s = &config_sections[SECTION_CHANNELS];
	for (size_t i = 0; i < s->count; i++)
		if (s->keys[i].kind == KEY_LANGUAGE && !c->lang[0] &&
				!config_value_take(&s->keys[i], c, NULL, c->id, strlen(c->id)))
			problems_add(&r->problems, line_of(n),
					"%s.lang: must be there, since \"%s\" is not a language",
					where, c->id);
}

/* The floor is no language and nobody's output, so half of the keys mean nothing there. */
static void take_floor(struct reading *r, const char *where, const struct plan_channel *c,
		uint32_t seen, const yaml_node_t *n)
{
	const struct config_section *s = &config_sections[SECTION_CHANNELS];
	struct plan_channel *floor = &r->config->plan.channels[FLOOR];
	for (size_t i = 0; i < s->count; i++) {
		const struct config_key *k = &s->keys[i];
		bool allowed = k->kind == KEY_ID || k->kind == KEY_LINE || k->kind == KEY_INTEGER;
		if (!allowed && seen & UINT32_C(1) << i)
			problems_add(&r->problems, line_of(n), "%s.%s: the floor has none", where,
					k->name);
	}
	memcpy(floor->name, c->name, sizeof floor->name);
	floor->bitrate_bps = c->bitrate_bps;
}

static void take_channel(struct reading *r, const char *where, bool *floor_seen,
		const yaml_node_t *n)
{
	const struct config_section *s = &config_sections[SECTION_CHANNELS];
	struct plan *p = &r->config->plan;
	struct plan_channel c;
	uint32_t seen = read_element(r, where, s, &c, n);
	if (!c.id[0])
		return; /* said already */
	bool is_floor = !strcmp(c.id, FLOOR_ID);
	if (is_floor ? *floor_seen : plan_channel_from(p, c.id) != PLAN_NONE) {
		problems_add(&r->problems, line_of(n), "%s.id: \"%s\" stands twice", where, c.id);
	} else if (is_floor) {
		*floor_seen = true;
		take_floor(r, where, &c, seen, n);
	} else if (p->channel_count == CHANNELS_MAX) {
		problems_add(&r->problems, line_of(n), "%s: at most %d channels besides the floor",
				where, CHANNELS_MAX - 1);
	} else {
		take_language(r, where, &c, n);
		p->channels[p->channel_count++] = c;
	}
}

static void take_channels(struct reading *r, const yaml_node_t *n)
{
	struct plan *p = &r->config->plan;
	p->channel_count = FLOOR + 1; /* the floor stays as it was built in */
	p->booth_count = 0;
	p->pivot = PLAN_NONE;
	p->floor_language = PLAN_NONE;
	bool floor_seen = false;
	int number = 0;
	yaml_node_item_t *item = n->data.sequence.items.start;
	for (; item < n->data.sequence.items.top; item++) {
		char where[WHERE_BYTES];
		snprintf(where, sizeof where, "channels[%d]", number++);
		take_channel(r, where, &floor_seen, node_of(r, *item));
	}
	if (p->channel_count == FLOOR + 1 && r->problems.count == 0)
		problems_add(&r->problems, line_of(n),
				"channels: at least one besides the floor must be there");
}

/* ---- booths ---- */

static void take_booths(struct reading *r, const yaml_node_t *n)
{
	const struct config_section *s = &config_sections[SECTION_BOOTHS];
	struct plan *p = &r->config->plan;
	p->booth_count = 0;
	int number = 0;
	yaml_node_item_t *item = n->data.sequence.items.start;
	for (; item < n->data.sequence.items.top; item++) {
		const yaml_node_t *element = node_of(r, *item);
		char where[WHERE_BYTES];
		struct plan_booth b;
		snprintf(where, sizeof where, "booths[%d]", number++);
		read_element(r, where, s, &b, element);
		if (!b.id[0])
			continue; /* said already */
		if (plan_booth_from(p, b.id) != PLAN_NONE)
			problems_add(&r->problems, line_of(element), "%s.id: \"%s\" stands twice",
					where, b.id);
		else if (p->booth_count == BOOTHS_MAX)
			problems_add(&r->problems, line_of(element), "%s: at most %d booths", where,
					BOOTHS_MAX);
		else
			p->booths[p->booth_count++] = b;
	}
}

/* ---- the root ---- */

/* Finds the sections of the root and says which keys are none. */
static void find_sections(struct reading *r, const yaml_node_t *root,
		const yaml_node_t *found[static SECTION_COUNT])
{
	yaml_node_pair_t *pair = root->data.mapping.pairs.start;
	for (; pair < root->data.mapping.pairs.top; pair++) {
		const yaml_node_t *name = node_of(r, pair->key);
		const yaml_node_t *value = node_of(r, pair->value);
		char shown[PROBLEM_VALUE_BYTES] = "?";
		int i = 0;
		while (i < SECTION_COUNT && !is_text(name, config_sections[i].name))
			i++;
		if (name->type == YAML_SCALAR_NODE)
			problem_value(shown, text_of(name), bytes_of(name));
		if (i == SECTION_COUNT)
			problems_add(&r->problems, line_of(name),
					"there is no section \"%s\"; allowed are event, channels, "
					"booths, audio, server",
					shown);
		else if (found[i])
			problems_add(&r->problems, line_of(name), "%s: stands twice", shown);
		else if (config_sections[i].list && value->type != YAML_SEQUENCE_NODE)
			problems_add(&r->problems, line_of(name),
					"%s: must be a list, each element after \"- \"", shown);
		else
			found[i] = value;
	}
}

/* Channels first: the rest names them. */
void read_root(struct reading *r, const yaml_node_t *root)
{
	if (root->type != YAML_MAPPING_NODE) {
		problems_add(&r->problems, line_of(root),
				"must begin with a section, such as "
				"\"event:\"");
		return;
	}
	const yaml_node_t *found[SECTION_COUNT] = { 0 };
	find_sections(r, root, found);
	if (found[SECTION_CHANNELS])
		take_channels(r, found[SECTION_CHANNELS]);
	if (found[SECTION_CHANNELS] && !found[SECTION_BOOTHS])
		problems_add(&r->problems, line_of(found[SECTION_CHANNELS]),
				"booths: must be there too, since channels are");
	if (found[SECTION_BOOTHS])
		take_booths(r, found[SECTION_BOOTHS]);
	for (int i = 0; i < SECTION_COUNT; i++)
		if (found[i] && !config_sections[i].list)
			read_mapping(r, config_sections[i].name, &config_sections[i], r->config,
					found[i]);
}
