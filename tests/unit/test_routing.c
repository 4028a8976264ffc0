// SPDX-License-Identifier: Apache-2.0
/*
 * Routing, as a table of scenes in the built-in event (English pivot; two-way booths zh, ko, mn,
 * ru), and as rules that must hold in a hundred thousand random scenes.
 *
 * A scene is words, in the order in which people came on the air:
 *   floor=zh      the floor speaks Chinese ("floor=?" unknown; English when not said)
 *   en:refuse     the channel's interlock (none, refuse, override)
 *   en:never      the channel's pass-through (never, language, idle)
 *   mn>en         a console of booth mn on the air into channel en, on its floor key
 *   mn>en<ko      the same, incoming is channel ko; <floor overrides auto-relay
 *   .mn>en        its microphone is off;  ~ coughs;  ! cannot interpret;  # its line is lost
 * What is wanted of it:
 *   channels      each that is not idle: en=live1(mn) is depth 1 from booth mn
 *   hears         each console in the order of the scene; refused ones with ! and the owner
 *   route         for channels with a microphone: en=0,2 are slots; what may pass: en~ after the
 *                 hold-off, en= the floor now, en- never (only where it is not "~"), en! silent
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "control/routing.h"

enum { TEXT_BYTES = 512, RANDOM_SCENES = 100000 };

struct scene {
	struct plan plan;
	struct routing_input in;
	uint32_t consoles;
	struct routing_result out;
};

static const struct row {
	const char *name, *scene, *channels, *hears, *route;
} rows[] = {
	/* clang-format off */
	{ "nobody", "",
	  "en=floor", "", "en=" },

	/* product: a minute of it */
	{ "English on the floor",
	  "zh>zh ko>ko mn>mn ru>ru",
	  "zh=live1(zh) ko=live1(ko) mn=live1(mn) ru=live1(ru) en=floor",
	  "floor floor floor floor",
	  "zh=0 ko=1 mn=2 ru=3 en=" },
	{ "Mongolian on the floor",
	  "floor=mn zh>zh ko>ko mn>en ru>ru",
	  "zh=live2(zh) ko=live2(ko) mn=floor ru=live2(ru) en=live1(mn)",
	  "en en floor en",
	  "zh=0 ko=1 mn= ru=3 en=2" },
	{ "Chinese on the floor",
	  "floor=zh zh>en ko>ko mn>mn ru>ru",
	  "zh=floor ko=live2(ko) mn=live2(mn) ru=live2(ru) en=live1(zh)",
	  "floor en en en",
	  "zh= ko=1 mn=2 ru=3 en=0" },

	/* floor language */
	{ "unknown floor language: no auto-relay, nothing passes at once",
	  "floor=? mn>mn", "mn=live1(mn)", "floor", "mn=0" },
	{ "who speaks into the floor's language beats the floor",
	  "floor=mn mn>mn", "mn=live1(mn)", "floor", "mn=0" },

	/* auto-relay */
	{ "the pivot carries the floor until somebody is there",
	  "floor=zh mn>mn", "zh=floor mn=live1(mn)", "en", "zh= mn=0" },
	{ "a pivot that would be silent is no relay",
	  "floor=zh en:never mn>mn", "zh=floor mn=live1(mn)", "floor", "zh= mn=0 en-" },
	{ "a silent pivot with somebody there is one",
	  "floor=zh en:never zh>en mn>mn",
	  "zh=floor mn=live2(mn) en=live1(zh)", "floor en", "zh= mn=1 en=0-" },
	{ "auto-relay overridden by hand: the floor itself",
	  "floor=zh zh>en mn>mn<floor",
	  "zh=floor mn=live1(mn) en=live1(zh)", "floor floor", "zh= mn=1 en=0" },
	{ "auto-relay overridden by hand: another relay",
	  "floor=zh zh>en ru>ru mn>mn<ru",
	  "zh=floor mn=live3(mn) ru=live2(ru) en=live1(zh)",
	  "floor en ru", "zh= mn=2 ru=1 en=0" },
	{ "auto-relay never gives the console its own output",
	  "floor=zh mn>en", "zh=floor en=live1(mn)", "floor", "zh= en=0" },
	{ "auto-relay is for consoles off the air too",
	  "floor=zh zh>en .mn>mn", "zh=floor en=live1(zh)", "floor en", "zh= en=0" },
	{ "relay from a channel that carries the floor is not deeper",
	  "mn>mn<en", "mn=live1(mn) en=floor", "en", "mn=0 en=" },
	{ "two relays in one channel: the deeper one counts",
	  "floor=zh zh>en mn>mn ko>mn<floor",
	  "zh=floor mn=live2(mn) en=live1(zh)", "floor en floor", "zh= mn=1,2 en=0" },

	/* interlock */
	{ "none: two booths are mixed",
	  "floor=? zh>en mn>en", "en=live1(zh)", "floor floor", "en=0,1" },
	{ "interlock: the second is refused",
	  "floor=? en:refuse zh>en mn>en", "en=live1(zh)", "floor floor!zh", "en=0" },
	{ "interlock: free again when the first is off",
	  "floor=? en:refuse .zh>en mn>en", "en=live1(mn)", "floor floor", "en=1" },
	{ "interlock: a cough keeps the channel",
	  "floor=? en:refuse ~zh>en mn>en", "en=live1(zh)", "floor floor!zh", "en-" },
	{ "interlock: who cannot interpret does not keep it",
	  "floor=? en:refuse !zh>en mn>en", "en=live1(mn)", "floor floor", "en=1" },
	{ "interlock: a lost line does not keep it",
	  "floor=? en:refuse #zh>en mn>en", "en=live1(mn)", "- floor", "en=1" },
	{ "interlock: colleagues of one booth are mixed",
	  "floor=? en:refuse zh>en zh>en", "en=live1(zh)", "floor floor", "en=0,1" },
	{ "interlock: each channel on its own",
	  "floor=? en:refuse zh>en mn>mn",
	  "mn=live1(mn) en=live1(zh)", "floor floor", "mn=1 en=0" },
	{ "override: the second takes over",
	  "floor=? en:override zh>en mn>en", "en=live1(mn)", "floor!mn floor", "en=1" },
	{ "override: the third from the second",
	  "floor=? en:override zh>en mn>en ko>en", "en=live1(ko)",
	  "floor!ko floor!ko floor", "en=2" },
	{ "override: colleagues of one booth are mixed",
	  "floor=? en:override zh>en zh>en", "en=live1(zh)", "floor floor", "en=0,1" },

	/* pass-through */
	{ "forbidden: silent although the floor speaks it",
	  "floor=mn mn:never zh>zh", "zh=live1(zh)", "en", "zh=0 mn-" },
	{ "language only: silent when nobody interprets",
	  "mn:language zh>zh", "zh=live1(zh) en=floor", "floor", "zh=0 mn- en=" },
	{ "language only: the floor when it speaks it",
	  "floor=mn mn:language", "mn=floor", "", "mn=" },
	{ "forbidden: an interpreter is heard all the same",
	  "mn:never mn>mn", "mn=live1(mn) en=floor", "floor", "mn=0- en=" },

	/* a booth lost in mid-sentence */
	{ "lost: the channel falls back to its rule",
	  "#mn>mn zh>zh", "zh=live1(zh) en=floor", "- floor", "zh=1 en=" },
	{ "lost relay: who took it is one step from the floor",
	  "floor=zh #zh>en mn>mn", "zh=floor mn=live1(mn)", "- en", "zh= mn=1" },
	{ "lost: the colleague on the air goes on",
	  "#mn>mn mn>mn", "mn=live1(mn) en=floor", "- floor", "mn=1 en=" },

	/* suspension */
	{ "cannot interpret: clean silence",
	  "!mn>mn", "mn=suspended(mn) en=floor", "floor", "mn! en=" },
	{ "cannot interpret: a colleague helps out",
	  "!mn>mn mn>mn", "mn=live1(mn) en=floor", "floor floor", "mn=1 en=" },
	{ "cannot interpret: moot while the floor speaks it",
	  "floor=mn !mn>mn", "mn=floor", "floor", "mn=" },
	{ "a suspended pivot is still the relay, and says so",
	  "floor=zh !zh>en mn>mn", "zh=floor mn=live1(mn) en=suspended(zh)",
	  "floor en", "zh= mn=1 en!" },
	{ "suspended and lost: the rule again",
	  "#mn>mn", "en=floor", "-", "en=" },

	/* cough */
	{ "cough: not heard, still live, and the floor stays out",
	  "~mn>mn", "mn=live1(mn) en=floor", "floor", "mn- en=" },
	{ "cough: a colleague who is on the air is heard",
	  "~mn>mn mn>mn", "mn=live1(mn) en=floor", "floor floor", "mn=1 en=" },

	/* circles */
	{ "both booths of a circle: who came later gets the floor",
	  "floor=? zh>zh<ko ko>ko<zh",
	  "zh=live2(zh) ko=live1(ko)", "ko floor", "zh=0 ko=1" },
	{ "the other way round",
	  "floor=? ko>ko<zh zh>zh<ko",
	  "zh=live1(zh) ko=live2(ko)", "zh floor", "zh=1 ko=0" },
	{ "a circle of three",
	  "floor=? zh>zh<ru ko>ko<zh ru>ru<ko",
	  "zh=live2(zh) ko=live3(ko) ru=live1(ru)", "ru zh floor", "zh=0 ko=1 ru=2" },
	{ "a circle around the pivot: auto-relay gives way",
	  "floor=zh zh>en<mn mn>mn",
	  "zh=floor mn=live1(mn) en=live2(zh)", "mn floor", "zh= mn=1 en=0" },
	{ "a circle through a colleague's relay",
	  "floor=? zh>zh<ko zh>zh ko>ko<zh",
	  "zh=live2(zh) ko=live1(ko)", "ko floor floor", "zh=0,1 ko=2" },
	{ "a chain is no circle",
	  "floor=? zh>zh ko>ko<zh ru>ru<ko mn>mn<ru",
	  "zh=live1(zh) ko=live2(ko) mn=live4(mn) ru=live3(ru)",
	  "floor zh ko ru", "zh=0 ko=1 mn=3 ru=2" },
	{ "off the air, nobody closes a circle",
	  "floor=? .zh>zh<ko ko>ko<zh", "ko=live1(ko)", "floor zh", "ko=1" },

	/* self-listening */
	{ "the own output is refused as incoming",
	  "floor=? mn>mn<mn", "mn=live1(mn)", "floor", "mn=0" },
	{ "the own output is refused off the air too",
	  "floor=? .mn>mn<mn", "", "floor", "" },
	{ "another output's channel is allowed",
	  "floor=? mn>en<mn", "en=live1(mn)", "mn", "en=0" },
	{ "a channel that does not exist gives the floor",
	  "floor=? mn>mn<31", "mn=live1(mn)", "floor", "mn=0" },

	/* two seats of one booth */
	{ "two seats, one on the air",
	  "mn>mn .mn>mn", "mn=live1(mn) en=floor", "floor floor", "mn=0 en=" },
	{ "two seats, both ways at once",
	  "floor=mn mn>en .mn>mn", "mn=floor en=live1(mn)", "floor floor", "mn= en=0" },
	{ "two seats on the air into two channels",
	  "floor=? mn>mn mn>en<mn", "mn=live1(mn) en=live2(mn)", "floor mn", "mn=0 en=1" },

	/* outputs that lead nowhere */
	{ "no output chosen: refused",
	  "floor=? mn>?", "", "floor!", "" },
	{ "the floor is no output",
	  "floor=? mn>floor", "", "floor!", "" },
	/* clang-format on */
};

/* ---- reading a scene ---- */

static uint32_t channel_named(const struct plan *p, const char *id)
{
	uint32_t channel = plan_channel_from(p, id);
	return channel != PLAN_NONE || id[0] == '?' ? channel : (uint32_t)atoi(id);
}

static void read_rule(struct scene *s, char *word, char *colon)
{
	static const char *const interlocks[] = { "none", "refuse", "override" };
	static const char *const passes[] = { "never", "language", "idle" };
	*colon = '\0';
	struct routing_rule *rule = &s->in.rules[plan_channel_from(&s->plan, word)];
	for (unsigned i = 0; i < 3; i++) {
		if (strcmp(colon + 1, interlocks[i]) == 0)
			rule->interlock = (enum interlock)i;
		if (strcmp(colon + 1, passes[i]) == 0)
			rule->pass_through = (enum plan_pass_through)i;
	}
}

static enum routing_microphone microphone_marked(char mark)
{
	switch (mark) {
	case '.': return MICROPHONE_OFF;
	case '~': return MICROPHONE_MUTED;
	case '!': return MICROPHONE_SUSPENDED;
	default: return MICROPHONE_ON;
	}
}

static void read_console(struct scene *s, char *word, char *arrow)
{
	struct routing_console *c = &s->in.consoles[s->consoles];
	char *incoming = strchr(arrow, '<');
	*arrow = '\0';
	if (incoming)
		*incoming++ = '\0';
	c->microphone = microphone_marked(word[0]);
	c->present = word[0] != '#';
	c->booth = plan_booth_from(&s->plan, word + (strchr(".~!#", word[0]) ? 1 : 0));
	c->output = channel_named(&s->plan, arrow + 1);
	c->incoming = incoming ? channel_named(&s->plan, incoming) : INCOMING_FLOOR_KEY;
	c->order = 0xfffffffe + s->consoles++; /* across the wrap */
	assert_int_not_equal(c->booth, PLAN_NONE);
}

static void read_scene(struct scene *s, const char *text)
{
	char words[TEXT_BYTES];
	snprintf(words, sizeof words, "%s", text);
	memset(s, 0, sizeof *s);
	plan_built_in(&s->plan);
	routing_input_init(&s->in, &s->plan);
	char *rest = NULL;
	for (char *w = strtok_r(words, " ", &rest); w; w = strtok_r(NULL, " ", &rest)) {
		char *arrow = strchr(w, '>');
		char *colon = strchr(w, ':');
		if (arrow)
			read_console(s, w, arrow);
		else if (colon)
			read_rule(s, w, colon);
		else
			s->in.floor_language = channel_named(&s->plan, w + strlen("floor="));
	}
	routing_compute(&s->out, &s->plan, &s->in);
}

/* ---- writing what came out ---- */

struct text {
	char bytes[TEXT_BYTES];
	size_t used;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *t, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	t->used += (size_t)vsnprintf(t->bytes + t->used, sizeof t->bytes - t->used, format, args);
	va_end(args);
	assert_true(t->used < sizeof t->bytes);
}

static const char *gap(const struct text *t)
{
	return t->used ? " " : "";
}

static const char *booth_id(const struct scene *s, uint32_t booth)
{
	return booth == PLAN_NONE ? "" : s->plan.booths[booth].id;
}

static void write_channels(struct text *t, const struct scene *s)
{
	for (uint32_t i = 1; i < s->plan.channel_count; i++) {
		const struct routing_channel *c = &s->out.channels[i];
		const char *id = s->plan.channels[i].id;
		if (c->state == ROUTING_LIVE)
			add(t, "%s%s=live%u(%s)", gap(t), id, c->depth, booth_id(s, c->booth));
		if (c->state == ROUTING_FLOOR)
			add(t, "%s%s=floor", gap(t), id);
		if (c->state == ROUTING_SUSPENDED)
			add(t, "%s%s=suspended(%s)", gap(t), id, booth_id(s, c->booth));
	}
}

static void write_hears(struct text *t, const struct scene *s)
{
	for (uint32_t i = 0; i < s->consoles; i++) {
		const struct routing_seat *seat = &s->out.seats[i];
		if (!s->in.consoles[i].present) {
			add(t, "%s-", gap(t));
			continue;
		}
		add(t, "%s%s", gap(t), s->plan.channels[seat->hears].id);
		if (seat->refusal != REFUSAL_NONE)
			add(t, "!%s", booth_id(s, seat->refused_for));
	}
}

static void write_route(struct text *t, const struct scene *s)
{
	for (uint32_t i = 1; i < s->plan.channel_count; i++) {
		const struct route_channel *c = &s->out.route.channels[i];
		bool plain = c->pass_through == PASS_THROUGH_IDLE && !c->suspended;
		if (!c->microphones && plain)
			continue;
		add(t, "%s%s", gap(t), s->plan.channels[i].id);
		const char *before = "=";
		for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++) {
			if (!(c->microphones >> slot & 1))
				continue;
			add(t, "%s%u", before, slot);
			before = ",";
		}
		if (c->suspended)
			add(t, "!");
		else if (c->pass_through == PASS_THROUGH_FLOOR)
			add(t, "=");
		else if (c->pass_through == PASS_THROUGH_NEVER)
			add(t, "-");
	}
}

/* ---- rules of every scene ---- */

static bool hears_channel(const struct scene *s, uint32_t slot, uint32_t output, uint32_t incoming)
{
	return s->out.seats[slot].on_air && s->in.consoles[slot].output == output &&
	       s->out.seats[slot].hears == incoming;
}

/* The depth as its definition says it; fails when it goes round in a circle. */
static uint32_t depth_by_walking(const struct scene *s, uint32_t channel, uint32_t steps)
{
	if (steps > s->plan.channel_count)
		fail_msg("a circle through channel %u", channel);
	uint32_t deepest = 0;
	bool live = false;
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++)
		for (uint32_t in = 0; in < s->plan.channel_count; in++) {
			if (channel == FLOOR || !hears_channel(s, slot, channel, in))
				continue;
			uint32_t depth = 1 + (in ? depth_by_walking(s, in, steps + 1) : 0);
			deepest = depth > deepest ? depth : deepest;
			live = true;
		}
	return live ? deepest : 0;
}

static void check_channel(const struct scene *s, uint32_t channel)
{
	const struct routing_channel *c = &s->out.channels[channel];
	assert_int_equal(c->depth, depth_by_walking(s, channel, 0));
	assert_int_equal(c->state == ROUTING_LIVE, c->on_air > 0);
	if (s->in.rules[channel].interlock != INTERLOCK_NONE)
		assert_int_equal(c->booths & (c->booths - 1), 0); /* one booth at most */
	if (s->in.rules[channel].pass_through == PLAN_PASS_NEVER)
		assert_int_equal(s->out.route.channels[channel].pass_through, PASS_THROUGH_NEVER);
	assert_int_equal(s->out.route.channels[channel].suspended, c->state == ROUTING_SUSPENDED);
}

static void check_seat(const struct scene *s, uint32_t slot)
{
	const struct routing_console *c = &s->in.consoles[slot];
	const struct routing_seat *seat = &s->out.seats[slot];
	if (!c->present || c->booth == PLAN_NONE)
		return;
	assert_true(seat->offered & 1); /* the floor, always */
	assert_true(seat->offered >> seat->hears & 1);
	assert_true(seat->offered >> seat->floor_key & 1);
	if (c->output != FLOOR && c->output < s->plan.channel_count)
		assert_false(seat->offered >> c->output & 1);
	bool heard = seat->on_air && c->microphone == MICROPHONE_ON;
	for (uint32_t i = 1; i < s->plan.channel_count; i++)
		assert_int_equal(s->out.route.channels[i].microphones >> slot & 1,
				heard && i == c->output);
	bool wants = c->microphone == MICROPHONE_ON || c->microphone == MICROPHONE_MUTED;
	assert_int_equal(wants, seat->on_air || seat->refusal != REFUSAL_NONE);
}

static void check_scene(const struct scene *s)
{
	for (uint32_t channel = 1; channel < s->plan.channel_count; channel++)
		check_channel(s, channel);
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++)
		check_seat(s, slot);
}

/* ---- the tests ---- */

static void every_row_of_the_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct row *row = &rows[i];
		struct scene s;
		struct text channels = { 0 }, hears = { 0 }, route = { 0 };
		read_scene(&s, row->scene);
		write_channels(&channels, &s);
		write_hears(&hears, &s);
		write_route(&route, &s);
		if (strcmp(channels.bytes, row->channels) != 0 ||
				strcmp(hears.bytes, row->hears) != 0 ||
				strcmp(route.bytes, row->route) != 0)
			fail_msg("%s\n  channels %s\n      want %s\n  hears %s\n   want %s\n"
				 "  route %s\n   want %s",
					row->name, channels.bytes, row->channels, hears.bytes,
					row->hears, route.bytes, row->route);
		check_scene(&s);
	}
}

static void offers_leave_out_what_comes_back(void **state)
{
	(void)state;
	struct scene s;
	read_scene(&s, "floor=? zh>zh ko>ko<zh ru>ru<ko .mn>mn");
	uint32_t zh = plan_channel_from(&s.plan, "zh"), ko = plan_channel_from(&s.plan, "ko");
	uint32_t mn = plan_channel_from(&s.plan, "mn"), ru = plan_channel_from(&s.plan, "ru");
	uint32_t en = plan_channel_from(&s.plan, "en");
	assert_int_equal(s.out.seats[0].offered, 1u | 1u << mn | 1u << en); /* ko, ru come back */
	assert_int_equal(s.out.seats[1].offered, 1u | 1u << zh | 1u << mn | 1u << en);
	assert_int_equal(s.out.seats[2].offered, 1u | 1u << zh | 1u << ko | 1u << mn | 1u << en);
	assert_int_equal(s.out.seats[3].offered, 1u | 1u << zh | 1u << ko | 1u << ru | 1u << en);
}

static void the_floor_has_its_microphones(void **state)
{
	(void)state;
	struct scene s;
	read_scene(&s, "mn>mn");
	s.in.consoles[5] = (struct routing_console){ .present = true,
		.microphone = MICROPHONE_ON,
		.booth = PLAN_NONE };
	s.in.consoles[6] = s.in.consoles[5];
	s.in.consoles[6].microphone = MICROPHONE_OFF;
	s.in.consoles[7] = s.in.consoles[5];
	s.in.consoles[7].present = false;
	routing_compute(&s.out, &s.plan, &s.in);
	assert_int_equal(s.out.route.channels[FLOOR].microphones, 1u << 5);
	assert_int_equal(s.out.channels[FLOOR].state, ROUTING_LIVE);
	assert_int_equal(s.out.channels[FLOOR].depth, 0);
}

static void boothmates_hear_each_other(void **state)
{
	(void)state;
	struct scene s;
	read_scene(&s, "mn>mn");
	s.in.consoles[5] = s.in.consoles[0]; /* the same booth */
	s.in.consoles[6] = s.in.consoles[0];
	s.in.consoles[6].microphone = MICROPHONE_OFF;
	s.in.consoles[7] = s.in.consoles[0];
	s.in.consoles[7].booth++;
	routing_compute(&s.out, &s.plan, &s.in);
	assert_int_equal(s.out.route.monitors[0], 1u << 5);
	assert_int_equal(s.out.route.monitors[5], 1u << 0);
	assert_int_equal(s.out.route.monitors[6], 1u << 0 | 1u << 5);
	assert_int_equal(s.out.route.monitors[7], 0);
}

static void the_floor_in_the_pivot_language_needs_no_relay(void **state)
{
	(void)state;
	struct scene s;
	read_scene(&s, "zh>zh mn>mn");
	s.plan.booths[s.in.consoles[1].booth].understands = 0;
	routing_compute(&s.out, &s.plan, &s.in);
	assert_int_equal(s.out.seats[1].floor_key, FLOOR);
	s.in.floor_language = plan_channel_from(&s.plan, "ru");
	routing_compute(&s.out, &s.plan, &s.in);
	assert_int_equal(s.out.seats[1].floor_key, s.plan.pivot);
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void random_scene(struct scene *s, uint32_t *seed)
{
	memset(s, 0, sizeof *s);
	plan_built_in(&s->plan);
	routing_input_init(&s->in, &s->plan);
	s->in.floor_language = next_random(seed) % (s->plan.channel_count + 1);
	for (uint32_t c = 0; c < s->plan.channel_count; c++) {
		s->in.rules[c].interlock = (enum interlock)(next_random(seed) % 3);
		s->in.rules[c].pass_through = (enum plan_pass_through)(next_random(seed) % 3);
	}
	s->consoles = next_random(seed) % 12;
	for (uint32_t i = 0; i < s->consoles; i++) {
		struct routing_console *c = &s->in.consoles[next_random(seed) % MICROPHONES_MAX];
		c->present = next_random(seed) % 8 != 0;
		c->microphone = (enum routing_microphone)(next_random(seed) % 4);
		c->booth = next_random(seed) % s->plan.booth_count;
		c->output = next_random(seed) % (s->plan.channel_count + 1);
		uint32_t incoming = next_random(seed) % (s->plan.channel_count + 2);
		c->incoming = incoming > s->plan.channel_count ? INCOMING_FLOOR_KEY : incoming;
		c->order = next_random(seed);
	}
	routing_compute(&s->out, &s->plan, &s->in);
}

static void the_rules_hold_in_random_scenes(void **state)
{
	(void)state;
	uint32_t seed = 20260917;
	for (int i = 0; i < RANDOM_SCENES; i++) {
		struct scene s;
		random_scene(&s, &seed);
		check_scene(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_of_the_table),
		cmocka_unit_test(offers_leave_out_what_comes_back),
		cmocka_unit_test(the_floor_has_its_microphones),
		cmocka_unit_test(boothmates_hear_each_other),
		cmocka_unit_test(the_floor_in_the_pivot_language_needs_no_relay),
		cmocka_unit_test(the_rules_hold_in_random_scenes),
	};
	return cmocka_run_group_tests_name("routing", tests, NULL, NULL);
}
