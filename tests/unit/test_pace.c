// SPDX-License-Identifier: Apache-2.0
/*
 * A listener's line as a table: each row is a simulated path (round trip, what it carries, when it
 * stands still) under 50 packets a second, and what pace makes of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "net/pace.h"

enum { PACKET_BYTES = 140, PACKETS = 1500, TICK = 20 };

static const struct pace_limits limits = { .standing_ms = 150, .patience_ms = 400, .most_ms = 800 };

/* A path that carries so many bytes a second and acknowledges them a round trip later; between
 * stall_from and stall_to it carries nothing, then all that waited at once. */
struct path {
	uint32_t round_trip_ms, bytes_per_second, stall_from_ms, stall_to_ms;
};

struct outcome {
	int skipped;
	int asked;
	uint32_t oldest_ms; /* largest age that was seen */
};

/* Bytes that the path has acknowledged at now_ms when `sent_at[n]` says when packet n entered. */
struct line {
	uint32_t arrived_ms[PACKETS]; /* acknowledged then; UINT32_MAX never */
	uint32_t free_ms;             /* when the bottleneck is done with what it has */
	int count;
};

static void enter(struct line *l, const struct path *p, uint32_t now_ms)
{
	uint32_t begins_ms = l->free_ms > now_ms ? l->free_ms : now_ms;
	if (begins_ms >= p->stall_from_ms && begins_ms < p->stall_to_ms)
		begins_ms = p->stall_to_ms;
	l->free_ms = begins_ms + PACKET_BYTES * 1000u / p->bytes_per_second;
	l->arrived_ms[l->count++] = l->free_ms + p->round_trip_ms;
}

static uint32_t backlog(const struct line *l, uint32_t now_ms)
{
	uint32_t bytes = 0;
	for (int i = 0; i < l->count; i++)
		if (l->arrived_ms[i] > now_ms)
			bytes += PACKET_BYTES;
	return bytes;
}

static struct outcome run(const struct path *path)
{
	struct pace pace = { .round_trip_ms = path->round_trip_ms };
	struct line line = { 0 };
	struct outcome o = { 0 };
	uint32_t now_ms = UINT32_MAX - 5000; /* the clock wraps on the way */
	uint32_t start_ms = now_ms;

	for (int n = 0; n < PACKETS; n++, now_ms += TICK) {
		uint32_t since = now_ms - start_ms;
		if (pace_asks(&pace, &limits, now_ms)) {
			pace_backlog(&pace, &limits, now_ms, backlog(&line, since));
			o.asked++;
			if (pace.age_ms > o.oldest_ms)
				o.oldest_ms = pace.age_ms;
		}
		if (pace.full) {
			o.skipped++;
			continue;
		}
		enter(&line, path, since);
		pace_sent(&pace, now_ms, PACKET_BYTES);
	}
	return o;
}

/* clang-format off */
static const struct row {
	const char *name;
	struct path path;
	int skipped_least, skipped_most, asked_most;
	uint32_t oldest_most_ms;
} rows[] = {
	{ "a LAN: nothing is left out, asked five times a second",
	  { 1, 1000000, 0, 0 },             0,    0,  155,   80 },
	{ "a satellite's 600 ms are the path, not a queue",
	  { 600, 1000000, 0, 0 },           0,    0,  155,  680 },
	{ "half a second without a byte: late is better than lost",
	  { 50, 1000000, 5000, 5500 },      0,    0,  200,  620 },
	{ "three seconds without a byte: most_ms lie in the kernel, the rest is left out",
	  { 50, 1000000, 5000, 8000 },    100,  140,  400, 3100 },
	{ "a line that carries half: half is left out, the delay stays",
	  { 50, 3500, 0, 0 },             600,  800, 1500,  800 },
	{ "a line that carries just less: some is left out",
	  { 50, 6500, 0, 0 },              60,  180, 1500,  800 },
};
/* clang-format on */

static void judges_the_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		struct outcome o = run(&r->path);
		bool as_expected = o.skipped >= r->skipped_least && o.skipped <= r->skipped_most &&
				   o.asked <= r->asked_most && o.oldest_ms <= r->oldest_most_ms;
		if (!as_expected)
			print_error("%s: skipped %d, asked %d, oldest %u ms\n", r->name, o.skipped,
					o.asked, o.oldest_ms);
		assert_true(as_expected);
	}
}

/* The queue that a slow line settles at: the age after the first seconds. */
static void a_slow_line_settles_near_the_standing_age(void **state)
{
	(void)state;
	const struct path slow = { 50, 5000, 0, 0 };
	struct pace pace = { .round_trip_ms = slow.round_trip_ms };
	struct line line = { 0 };
	uint32_t worst_ms = 0;

	for (uint32_t n = 0; n < PACKETS; n++) {
		uint32_t now_ms = n * TICK;
		if (pace_asks(&pace, &limits, now_ms))
			pace_backlog(&pace, &limits, now_ms, backlog(&line, now_ms));
		if (n > 200 && pace.age_ms > worst_ms)
			worst_ms = pace.age_ms;
		if (pace.full)
			continue;
		enter(&line, &slow, now_ms);
		pace_sent(&pace, now_ms, PACKET_BYTES);
	}
	assert_in_range(worst_ms, 150, 400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges_the_line),
		cmocka_unit_test(a_slow_line_settles_near_the_standing_age),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
