// SPDX-License-Identifier: Apache-2.0
/* The roster: sessions by handle, seats that outlive them, and the keys to those seats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "control/roster.h"
#include "support/alloc_fail.h"

enum { LOOPS = 2, SESSIONS = 100 };

struct fixture {
	struct plan plan;
	struct roster r;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	if (!f)
		return -1;
	plan_built_in(&f->plan);
	*state = f;
	return roster_init(&f->r, LOOPS, SESSIONS);
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	roster_finish(&f->r);
	free(f);
	return 0;
}

static struct session_ref named(uint32_t loop, uint32_t slot, uint32_t generation)
{
	return (struct session_ref){ loop, { slot, generation } };
}

static struct session *come_in(struct roster *r, struct session_ref who, enum message_role role)
{
	struct session *s = roster_enter(r, who);
	assert_non_null(s);
	roster_join(r, s, role);
	return s;
}

static uint32_t come_to_seat(struct fixture *f, struct session_ref who, const char *id,
		const char *booth)
{
	enum message_role role = booth[0] ? ROLE_INTERPRETER : ROLE_FLOOR;
	come_in(&f->r, who, role);
	uint32_t seat = roster_take_seat(&f->r, role, plan_booth_from(&f->plan, booth), &f->plan);
	assert_int_not_equal(seat, SEAT_NONE);
	snprintf(f->r.seats[seat].id, SESSION_ID_BYTES, "%s", id);
	assert_false(handle_valid(roster_sit(&f->r, seat, who).handle));
	return seat;
}

static const char KEY_A[] = "abcdefghijklmnopqrstuvwxyz234567";
static const char KEY_B[] = "abcdefghijklmnopqrstuvwxyz234562";

static void ids_are_long_and_differ(void **state)
{
	(void)state;
	char ids[200][SESSION_ID_BYTES];
	for (int i = 0; i < 200; i++) {
		assert_int_equal(roster_new_id(ids[i]), 0);
		assert_int_equal(strlen(ids[i]), 32);
		assert_int_equal(strspn(ids[i], KEY_A), 32);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(ids[i], ids[k]);
	}
}

static void a_handle_names_one_tenant_only(void **state)
{
	struct fixture *f = *state;
	struct roster *r = &f->r;
	assert_null(roster_find(r, named(0, 1, 1)));
	struct session *s = come_in(r, named(0, 1, 1), ROLE_LISTENER);
	assert_ptr_equal(roster_find(r, named(0, 1, 1)), s);
	assert_null(roster_find(r, named(0, 1, 2)));
	assert_null(roster_find(r, named(1, 1, 1)));
	assert_null(roster_find(r, named(0, 1, 0)));
	assert_null(roster_find(r, named(0, SESSIONS, 1)));
	assert_null(roster_find(r, named(LOOPS, 0, 1)));
	assert_null(roster_enter(r, named(LOOPS, 0, 1)));
	assert_null(roster_enter(r, named(0, 2, 0)));
	assert_int_equal(roster_tenant(r, named(0, 1, 9)).handle.generation, 1);
	assert_int_equal(roster_tenant(r, named(0, 2, 9)).handle.generation, 0);
	assert_int_equal(roster_tenant(r, named(9, 2, 9)).handle.generation, 0);
	roster_leave(r, named(0, 1, 2), 0); /* a stranger's leaving is nothing */
	assert_non_null(roster_find(r, named(0, 1, 1)));
	roster_leave(r, named(0, 1, 1), 0);
	assert_null(roster_find(r, named(0, 1, 1)));
	come_in(r, named(0, 1, 2), ROLE_LISTENER);
	come_in(r, named(1, SESSIONS - 1, 1), ROLE_LISTENER);
}

static void everybody_is_counted_once(void **state)
{
	struct fixture *f = *state;
	struct roster *r = &f->r;
	struct session *a = come_in(r, named(0, 0, 1), ROLE_LISTENER);
	struct session *b = come_in(r, named(1, 0, 1), ROLE_OPERATOR);
	roster_enter(r, named(0, 9, 1)); /* never joins */
	assert_int_equal(r->joined[ROLE_LISTENER], 1);
	assert_int_equal(r->joined[ROLE_OPERATOR], 1);
	roster_subscribe(r, a,
			(struct event_subscription){ .channels = 1u << 2 | 1u << 31, .bundle = 1 });
	roster_subscribe(r, b,
			(struct event_subscription){ .channels = 1u << 2,
					.rendition = RENDITION_LOW,
					.bundle = 1 });
	assert_int_equal(r->streams[2][RENDITION_HIGH], 1);
	assert_int_equal(r->streams[2][RENDITION_LOW], 1);
	assert_int_equal(r->streams[31][RENDITION_HIGH], 1);
	assert_int_equal(r->listeners[2][RENDITION_HIGH], 1);
	assert_int_equal(r->listeners[2][RENDITION_LOW], 0); /* an operator is no listener */
	roster_subscribe(r, a,
			(struct event_subscription){ .channels = 1u << 2,
					.rendition = RENDITION_LOW,
					.bundle = 1 });
	assert_int_equal(r->streams[2][RENDITION_HIGH], 0);
	assert_int_equal(r->streams[2][RENDITION_LOW], 2);
	assert_int_equal(r->listeners[2][RENDITION_LOW], 1);
	assert_int_equal(r->streams[31][RENDITION_HIGH], 0);
	roster_leave(r, named(0, 0, 1), 0);
	roster_leave(r, named(0, 9, 1), 0);
	assert_int_equal(r->streams[2][RENDITION_LOW], 1);
	assert_int_equal(r->listeners[2][RENDITION_LOW], 0);
	assert_int_equal(r->joined[ROLE_LISTENER], 0);
}

static void a_seat_begins_on_its_first_output(void **state)
{
	struct fixture *f = *state;
	uint32_t mn = come_to_seat(f, named(0, 0, 1), KEY_A, "mn");
	const struct seat *seat = &f->r.seats[mn];
	assert_int_equal(seat->console.output, plan_channel_from(&f->plan, "mn"));
	assert_int_equal(seat->console.incoming, INCOMING_FLOOR_KEY);
	assert_int_equal(seat->console.microphone, MICROPHONE_OFF);
	assert_true(seat->console.present);
	assert_int_equal(seat->microphone.slot, mn);
	uint32_t floor = come_to_seat(f, named(0, 1, 1), KEY_B, "");
	assert_int_equal(f->r.seats[floor].console.booth, PLAN_NONE);
	assert_int_not_equal(floor, mn);
}

static void a_lost_seat_is_kept_and_comes_back(void **state)
{
	struct fixture *f = *state;
	uint32_t seat = come_to_seat(f, named(0, 0, 1), KEY_A, "mn");
	roster_press(&f->r.seats[seat], CONSOLE_PRESS_ON);
	struct handle before = f->r.seats[seat].microphone;
	assert_int_equal(roster_leave(&f->r, named(0, 0, 1), 7), seat);
	assert_false(f->r.seats[seat].console.present);
	assert_int_equal(roster_leave(&f->r, named(0, 0, 1), 8), SEAT_NONE);

	roster_expire(&f->r, 7 + SEAT_KEEP_NS);
	come_in(&f->r, named(1, 5, 3), ROLE_INTERPRETER);
	uint32_t again = roster_seat_from(&f->r, KEY_A, ROLE_INTERPRETER, PLAN_NONE);
	assert_int_equal(again, seat);
	assert_false(handle_valid(roster_sit(&f->r, again, named(1, 5, 3)).handle));
	assert_true(f->r.seats[seat].console.present);
	assert_int_equal(f->r.seats[seat].console.microphone, MICROPHONE_ON);
	assert_int_equal(f->r.seats[seat].microphone.slot, before.slot);
	assert_int_equal(f->r.seats[seat].microphone.generation, before.generation + 1);
}

static void a_seat_lost_too_long_is_free(void **state)
{
	struct fixture *f = *state;
	uint32_t seat = come_to_seat(f, named(0, 0, 1), KEY_A, "mn");
	roster_expire(&f->r, 100 * SEAT_KEEP_NS); /* not while somebody sits there */
	assert_int_equal(f->r.seats[seat].state, SEAT_HERE);
	roster_leave(&f->r, named(0, 0, 1), 7);
	roster_expire(&f->r, 8 + SEAT_KEEP_NS);
	assert_int_equal(f->r.seats[seat].state, SEAT_EMPTY);
	assert_int_equal(roster_seat_from(&f->r, KEY_A, ROLE_INTERPRETER, PLAN_NONE), SEAT_NONE);
}

static void a_seat_that_was_left_is_free_soon(void **state)
{
	struct fixture *f = *state;
	uint32_t seat = come_to_seat(f, named(0, 0, 1), KEY_A, "mn");
	roster_leave(&f->r, named(0, 0, 1), 7);
	f->r.seats[seat].left = true;
	roster_expire(&f->r, 7 + SEAT_LEFT_NS);
	come_in(&f->r, named(0, 1, 1), ROLE_INTERPRETER);
	roster_sit(&f->r, seat, named(0, 1, 1)); /* after all; and then the line breaks */
	roster_leave(&f->r, named(0, 1, 1), 9);
	roster_expire(&f->r, 9 + SEAT_KEEP_NS);
	assert_int_equal(f->r.seats[seat].state, SEAT_LOST);
	f->r.seats[seat].left = true;
	roster_expire(&f->r, 10 + SEAT_LEFT_NS);
	assert_int_equal(f->r.seats[seat].state, SEAT_EMPTY);
}

static void a_newer_line_takes_the_seat_over(void **state)
{
	struct fixture *f = *state;
	uint32_t seat = come_to_seat(f, named(0, 0, 1), KEY_A, "mn");
	come_in(&f->r, named(1, 0, 1), ROLE_INTERPRETER);
	struct session_ref former = roster_sit(&f->r, seat, named(1, 0, 1));
	assert_int_equal(former.loop, 0);
	assert_true(handle_equal(former.handle, (struct handle){ 0, 1 }));
	assert_int_equal(roster_leave(&f->r, former, 5), SEAT_NONE); /* it has no seat to lose */
	assert_true(roster_is_here(&f->r.seats[seat]));
	assert_int_equal(roster_leave(&f->r, named(1, 0, 1), 6), seat);
}

static void a_second_path_carries_a_seat_on_the_same_microphone(void **state)
{
	struct fixture *f = *state;
	uint32_t seat = come_to_seat(f, named(0, 0, 1), KEY_A, "mn");
	struct seat *s = &f->r.seats[seat];
	struct handle microphone = s->microphone;
	roster_join_path(roster_enter(&f->r, named(0, 1, 1)), ROLE_INTERPRETER, seat);
	assert_int_equal(roster_leave(&f->r, named(0, 0, 1), 5), seat);
	assert_true(s->console.present && roster_has_way(s) && !roster_is_here(s));

	come_in(&f->r, named(1, 0, 1), ROLE_INTERPRETER); /* back, to what never went */
	assert_false(handle_valid(roster_sit(&f->r, seat, named(1, 0, 1)).handle));
	assert_true(roster_is_here(s) && handle_equal(s->microphone, microphone));
	come_in(&f->r, named(1, 1, 1), ROLE_INTERPRETER); /* or in the place of a dead line */
	assert_true(handle_valid(roster_sit(&f->r, seat, named(1, 1, 1)).handle));
	assert_true(handle_equal(s->microphone, microphone));

	assert_int_equal(roster_leave(&f->r, named(1, 1, 1), 6), seat);
	assert_int_equal(roster_leave(&f->r, named(0, 1, 1), 7), seat); /* now it is lost */
	assert_int_equal(s->lost_ns, 7);
	assert_false(s->console.present || roster_has_way(s));
	come_in(&f->r, named(0, 0, 2), ROLE_INTERPRETER);
	roster_sit(&f->r, seat, named(0, 0, 2));
	assert_int_equal(s->microphone.generation, microphone.generation + 1);
}

static void a_key_fits_its_own_lock(void **state)
{
	struct fixture *f = *state;
	uint32_t mn = plan_booth_from(&f->plan, "mn"), ko = plan_booth_from(&f->plan, "ko");
	uint32_t seat = come_to_seat(f, named(0, 0, 1), KEY_A, "mn");
	const struct {
		const char *id;
		enum message_role role;
		uint32_t booth, want;
	} rows[] = {
		{ KEY_A, ROLE_INTERPRETER, PLAN_NONE, seat },
		{ KEY_A, ROLE_INTERPRETER, mn, seat },
		{ KEY_A, ROLE_INTERPRETER, ko, SEAT_NONE },
		{ KEY_A, ROLE_FLOOR, PLAN_NONE, SEAT_NONE },
		{ KEY_B, ROLE_INTERPRETER, mn, SEAT_NONE },
		{ "", ROLE_INTERPRETER, PLAN_NONE, SEAT_NONE }, /* the id of every empty seat */
		{ "abc", ROLE_INTERPRETER, PLAN_NONE, SEAT_NONE },
		{ "abcdefghijklmnopqrstuvwxyz234567890", ROLE_INTERPRETER, PLAN_NONE, SEAT_NONE },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(roster_seat_from(&f->r, rows[i].id, rows[i].role, rows[i].booth),
				rows[i].want);
}

static void when_all_are_taken_the_longest_lost_goes(void **state)
{
	struct fixture *f = *state;
	uint32_t mn = plan_booth_from(&f->plan, "mn");
	f->plan.booths[plan_booth_from(&f->plan, "ko")].seats = MICROPHONES_MAX;
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++)
		assert_int_equal(come_to_seat(f, named(0, i, 1), KEY_B, "ko"), i);
	assert_int_equal(roster_take_seat(&f->r, ROLE_INTERPRETER, mn, &f->plan), SEAT_NONE);
	roster_leave(&f->r, named(0, 9, 1), 200);
	roster_leave(&f->r, named(0, 5, 1), 100);
	roster_leave(&f->r, named(0, 7, 1), 300);
	uint32_t generation = f->r.seats[5].microphone.generation;
	assert_int_equal(roster_take_seat(&f->r, ROLE_INTERPRETER, mn, &f->plan), 5);
	assert_int_equal(f->r.seats[5].id[0], 0);
	assert_int_equal(f->r.seats[5].microphone.generation,
			generation); /* rises at roster_sit() */
	assert_int_equal(f->r.seats[5].console.booth, mn);
}

/* One link that goes round takes a booth, and not every microphone there is. */
static void a_booth_has_so_many_seats_and_gives_lost_ones(void **state)
{
	struct fixture *f = *state;
	uint32_t ko = plan_booth_from(&f->plan, "ko");
	for (uint32_t i = 0; i < BOOTH_SEATS; i++)
		assert_int_equal(come_to_seat(f, named(0, i, 1), KEY_A, "ko"), i);
	assert_int_equal(roster_seat_to_give(&f->r, ko, &f->plan), SEAT_NONE);
	assert_int_equal(roster_take_seat(&f->r, ROLE_INTERPRETER, ko, &f->plan), SEAT_NONE);

	assert_int_equal(come_to_seat(f, named(0, 3, 1), KEY_B, "mn"), 3);
	roster_leave(&f->r, named(0, 3, 1), 50); /* lost for longer, but another booth's */
	roster_leave(&f->r, named(0, 1, 1), 100);
	assert_int_equal(roster_seat_from(&f->r, KEY_A, ROLE_INTERPRETER, ko), 2);
	assert_int_equal(roster_take_seat(&f->r, ROLE_INTERPRETER, ko, &f->plan), 1);
}

static void the_floor_has_so_many_microphones(void **state)
{
	struct fixture *f = *state;
	for (uint32_t i = 0; i < FLOOR_SEATS; i++)
		assert_int_equal(come_to_seat(f, named(0, i, 1), KEY_A, ""), i);
	assert_int_equal(roster_seat_to_give(&f->r, PLAN_NONE, &f->plan), SEAT_NONE);
	assert_int_equal(come_to_seat(f, named(0, FLOOR_SEATS, 1), KEY_A, "ko"), FLOOR_SEATS);
}

static int create(void *thing)
{
	return roster_init(thing, LOOPS, SESSIONS);
}

static void destroy(void *thing)
{
	roster_finish(thing);
}

static void bad_sizes_and_no_memory(void **state)
{
	(void)state;
	static struct roster r;
	assert_true(roster_init(&r, 0, 1) < 0);
	assert_true(roster_init(&r, 1, 0) < 0);
	roster_finish(&r);
	assert_int_equal(alloc_fail_replay(create, destroy, &r), 1);
}

int main(void)
{
#define WITH_ROSTER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_long_and_differ),
		WITH_ROSTER(a_handle_names_one_tenant_only),
		WITH_ROSTER(everybody_is_counted_once),
		WITH_ROSTER(a_seat_begins_on_its_first_output),
		WITH_ROSTER(a_lost_seat_is_kept_and_comes_back),
		WITH_ROSTER(a_seat_lost_too_long_is_free),
		WITH_ROSTER(a_seat_that_was_left_is_free_soon),
		WITH_ROSTER(a_newer_line_takes_the_seat_over),
		WITH_ROSTER(a_second_path_carries_a_seat_on_the_same_microphone),
		WITH_ROSTER(a_key_fits_its_own_lock),
		WITH_ROSTER(when_all_are_taken_the_longest_lost_goes),
		WITH_ROSTER(a_booth_has_so_many_seats_and_gives_lost_ones),
		WITH_ROSTER(the_floor_has_so_many_microphones),
		cmocka_unit_test(bad_sizes_and_no_memory),
	};
	return cmocka_run_group_tests_name("roster", tests, NULL, NULL);
}
