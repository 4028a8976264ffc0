// SPDX-License-Identifier: Apache-2.0
/* Alarms: what can happen to one, as a table of all states and events; then signs over time and
 * what comes of them. */
#include "control/alarms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { STEP_MS = 100, REPORTS_MAX = 2000, HOLD_OFF_MS = 2000 };

/* clang-format off */

static const struct step_row {
	enum alarm_state state;
	enum alarm_event event;
	enum alarm_state next;
	enum alarm_effect effect;
} step_rows[] = {
	{ ALARM_QUIET,    ALARM_RAISE, ALARM_STANDING, ALARM_BEGINS },
	{ ALARM_QUIET,    ALARM_CLEAR, ALARM_QUIET,    ALARM_NOTHING },
	{ ALARM_QUIET,    ALARM_LOOK,  ALARM_QUIET,    ALARM_NOTHING },
	{ ALARM_STANDING, ALARM_RAISE, ALARM_STANDING, ALARM_NOTHING },
	{ ALARM_STANDING, ALARM_CLEAR, ALARM_PAST,     ALARM_ENDS },    /* it stays until it is seen */
	{ ALARM_STANDING, ALARM_LOOK,  ALARM_KNOWN,    ALARM_IS_SEEN }, /* and until it is over */
	{ ALARM_KNOWN,    ALARM_RAISE, ALARM_KNOWN,    ALARM_NOTHING },
	{ ALARM_KNOWN,    ALARM_CLEAR, ALARM_QUIET,    ALARM_ENDS },
	{ ALARM_KNOWN,    ALARM_LOOK,  ALARM_KNOWN,    ALARM_NOTHING },
	{ ALARM_PAST,     ALARM_RAISE, ALARM_STANDING, ALARM_RETURNS },
	{ ALARM_PAST,     ALARM_CLEAR, ALARM_PAST,     ALARM_NOTHING },
	{ ALARM_PAST,     ALARM_LOOK,  ALARM_QUIET,    ALARM_IS_SEEN },
};

/* Signs, each for so many reports of 100 ms: b bad, d doubt, g good; s is a look of the operator
 * and takes no time. Effects: B begins, R returns, E ends, with the report that brought it. */
static const struct story {
	const char *name;
	enum alarm_kind kind;
	const char *signs;
	const char *effects;
	const char *list; /* at the end: "" or the state's letter: s standing, k known, p past */
} stories[] = {
	{ "silence: 10 s and no less", ALARM_SILENCE, "b100", "", "" },
	{ "silence: from the report after", ALARM_SILENCE, "b101", "B100", "s" },
	{ "silence: a word begins it anew", ALARM_SILENCE, "b99 g1 b99 g1 b99", "", "" },
	{ "silence is over when somebody speaks", ALARM_SILENCE, "b101 g3", "B100", "s" },
	{ "silence is over after 300 ms", ALARM_SILENCE, "b101 g4", "B100 E104", "p" },
	{ "kept until it was seen", ALARM_SILENCE, "b101 g100 s", "B100 E104", "" },
	{ "seen while it stands: kept until it is over", ALARM_SILENCE, "b101 s b50", "B100", "k" },
	{ "and then it is gone", ALARM_SILENCE, "b101 s g4", "B100 E104", "" },
	{ "back before it was seen: the same one", ALARM_SILENCE, "b101 g10 b101", "B100 E104 R211", "s" },
	{ "back after it was seen: another", ALARM_SILENCE, "b101 g10 s b101", "B100 E104 B211", "s" },

	{ "two microphones: a second of it", ALARM_TWO_MICROPHONES, "b10 g1 b10", "", "" },
	{ "two microphones", ALARM_TWO_MICROPHONES, "b11 g10", "B10", "s" },
	{ "two microphones, over", ALARM_TWO_MICROPHONES, "b11 g11", "B10 E21", "p" },

	{ "nobody: the speaker's pauses count in", ALARM_NOBODY, "b10 d15 b6", "B30", "s" },
	{ "nobody: long ones do not", ALARM_NOBODY, "b20 d25 b20", "", "" },
	{ "nobody: pauses do not end it", ALARM_NOBODY, "b31 d500 b5", "B30", "s" },
	{ "nobody: doubt alone raises nothing", ALARM_NOBODY, "d500", "", "" },

	{ "clipping: one shout is none", ALARM_CLIPPING, "b1 g30 b1 g30 b2", "", "" },
	{ "clipping: over and over is", ALARM_CLIPPING, "b1 g2 b1", "B3", "s" },
	{ "clipping: near it goes on", ALARM_CLIPPING, "b4 d500", "B3", "s" },
	{ "clipping: over after 5 s", ALARM_CLIPPING, "b4 g20 d1 g50", "B3", "s" },
	{ "clipping: over after 5 s without", ALARM_CLIPPING, "b4 g51", "B3 E54", "p" },

	{ "late ticks: at once", ALARM_LATE_TICKS, "g5 b1 g299", "B5", "s" },
	{ "late ticks: half a minute without", ALARM_LATE_TICKS, "b1 g100 d1 g301", "B0 E402", "p" },
	{ "the disk: not while it is about there", ALARM_FULL_DISK, "d50 b1 d500 g100", "B50", "s" },
	{ "the disk: 10 s of enough", ALARM_FULL_DISK, "b1 g101", "B0 E101", "p" },
	{ "a line: a page that is reloaded", ALARM_LINE_LOST, "b20 g50", "", "" },
	{ "a line", ALARM_LINE_LOST, "b21 g11", "B20 E31", "p" },
	{ "a recording", ALARM_RECORDING_FAILED, "b1", "B0", "s" },
};

/* clang-format on */

static void every_state_with_every_event(void **state)
{
	(void)state;
	assert_int_equal(sizeof step_rows / sizeof step_rows[0], ALARM_STATES * ALARM_EVENTS);
	for (size_t i = 0; i < sizeof step_rows / sizeof step_rows[0]; i++) {
		const struct step_row *row = &step_rows[i];
		struct alarm_step step = alarm_next(row->state, row->event);
		if (step.next != row->next || step.effect != row->effect)
			fail_msg("row %zu: to %d with %d", i, step.next, step.effect);
	}
}

/* One sign; adds what came of it. */
static void report(struct alarms *a, const struct story *s, enum alarm_sign sign, int number,
		char *effects)
{
	static const char letters
			[] = { [ALARM_BEGINS] = 'B', [ALARM_RETURNS] = 'R', [ALARM_ENDS] = 'E' };
	enum alarm_effect effect = alarms_look_at(a, s->kind, 3, sign, 2, 3,
			(int64_t)number * STEP_MS * NS_PER_MS);
	if (effect != ALARM_NOTHING)
		sprintf(effects + strlen(effects), "%s%c%d", effects[0] ? " " : "", letters[effect],
				number);
}

static void tell(const struct story *s)
{
	static struct alarms a;
	char effects[200] = "";
	int number = 0;
	memset(&a, 0, sizeof a);
	a.hold_off_ms = HOLD_OFF_MS;
	for (const char *p = s->signs; *p; p += strcspn(p, " "), p += strspn(p, " ")) {
		if (*p == 's')
			assert_true(alarms_seen(&a, a.last_id));
		enum alarm_sign sign = *p == 'b' ? ALARM_BAD : *p == 'd' ? ALARM_DOUBT : ALARM_GOOD;
		for (int n = *p == 's' ? 0 : atoi(p + 1); n > 0; n--)
			report(&a, s, sign, number++, effects);
	}
	struct alarm_entry entry;
	uint32_t count = alarms_list(&a, &entry, 1);
	char list[2] = "";
	if (count)
		list[0] = "-skp"[entry.alarm->state];
	if (strcmp(effects, s->effects) != 0 || strcmp(list, s->list) != 0)
		fail_msg("%s: '%s', '%s'", s->name, effects, list);
}

static void signs_over_time(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++)
		tell(&stories[i]);
}

static void an_alarm_knows_since_when_and_where(void **state)
{
	(void)state;
	static struct alarms a;
	static const struct story silence = { .kind = ALARM_SILENCE };
	char effects[20] = "";
	struct alarm_entry e;
	for (int n = 5; n < 110; n++)
		report(&a, &silence, ALARM_BAD, n, effects);
	assert_int_equal(alarms_list(&a, &e, 1), 1);
	assert_int_equal(e.kind, ALARM_SILENCE);
	assert_int_equal(e.alarm->id, 1);
	assert_int_equal(e.alarm->channel, 2);
	assert_int_equal(e.alarm->seat, 3);
	assert_int_equal(e.alarm->since_ns, 500 * NS_PER_MS);
	for (int n = 110; n < 130; n++)
		report(&a, &silence, ALARM_GOOD, n, effects);
	assert_int_equal(alarms_list(&a, &e, 1), 1);
	assert_int_equal(e.alarm->until_ns, 11000 * NS_PER_MS);
	assert_false(alarms_seen(&a, 2));
	assert_true(alarms_seen(&a, 1));
	assert_false(alarms_seen(&a, 1)); /* by two operators: once */
}

/* Whoever lets channels wait longer for the floor waits longer for the alarm; no other does. */
static void nobody_is_missed_after_the_hold_off(void **state)
{
	static const struct row {
		int hold_off_ms;
		const char *effects;
	} rows[] = { { 0, "B10" }, { 500, "B15" }, { 2000, "B30" }, { 60000, "" } };
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		static struct alarms a;
		const struct story nobody = { .kind = ALARM_NOBODY };
		char effects[20] = "";
		a = (struct alarms){ .hold_off_ms = rows[i].hold_off_ms };
		for (int n = 0; n < 600; n++)
			report(&a, &nobody, ALARM_BAD, n, effects);
		assert_string_equal(effects, rows[i].effects);
	}
}

/* Whatever the signs are: what is told changes only as often as the figures allow. */
static void nothing_flickers(void **state)
{
	(void)state;
	for (int kind = 0; kind < ALARM_KINDS; kind++) {
		static struct alarms a;
		const struct story s = { .kind = (enum alarm_kind)kind };
		int64_t least_ms = alarm_figures[kind].raise_ms + alarm_figures[kind].over_ms;
		char effects[REPORTS_MAX * 8] = "";
		memset(&a, 0, sizeof a);
		srand(1);
		for (int n = 0; n < REPORTS_MAX; n++)
			report(&a, &s, (enum alarm_sign)(rand() % 3), n, effects);
		assert_true(a.version * least_ms <= 2 * REPORTS_MAX * STEP_MS + 2 * least_ms);
	}
}

static void a_list_is_by_age_and_the_oldest_are_left_out(void **state)
{
	(void)state;
	static struct alarms a;
	struct alarm_entry e[4];
	for (uint32_t place = 0; place < 10; place++) /* ids 1, 2 at places 9, 8 ... */
		alarms_look_at(&a, place % 2 ? ALARM_FULL_DISK : ALARM_RECORDING_FAILED, 9 - place,
				ALARM_BAD, 0, 0, 0);
	assert_int_equal(alarms_list(&a, e, 4), 10);
	for (uint32_t i = 0; i < 4; i++)
		assert_int_equal(e[i].alarm->id, 7 + i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_with_every_event),
		cmocka_unit_test(signs_over_time),
		cmocka_unit_test(an_alarm_knows_since_when_and_where),
		cmocka_unit_test(nobody_is_missed_after_the_hold_off),
		cmocka_unit_test(nothing_flickers),
		cmocka_unit_test(a_list_is_by_age_and_the_oldest_are_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
