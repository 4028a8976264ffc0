// SPDX-License-Identifier: Apache-2.0
/* What media is told, however little the pipe takes at a time: each microphone opened and closed
 * in turn, and the newest route after all of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "control/media_link.h"

/* Media's side: what is open, and the route in force. */
struct listener {
	struct pipe pipe;
	struct media_link link;
	struct handle open[MICROPHONES_MAX];
	struct route route;
};

static void begin(struct listener *l, uint32_t records)
{
	memset(l, 0, sizeof *l);
	assert_int_equal(pipe_init(&l->pipe, sizeof(struct media_command), records), 0);
	media_link_init(&l->link, &l->pipe);
}

static void obey(struct listener *l, const struct media_command *m)
{
	struct handle *open = &l->open[m->microphone.slot];
	switch (m->kind) {
	case MEDIA_OPEN_MICROPHONE:
		assert_false(handle_valid(*open)); /* closed before the next tenant */
		*open = m->microphone;
		return;
	case MEDIA_CLOSE_MICROPHONE:
		assert_true(handle_equal(*open, m->microphone));
		*open = (struct handle){ 0 };
		return;
	case MEDIA_ROUTE:
		assert_true(m->route.number > l->route.number);
		l->route = m->route;
		for (uint32_t i = 0; i < MICROPHONES_MAX; i++)
			if (m->route.channels[1].microphones >> i & 1)
				assert_true(handle_valid(l->open[i]));
		return;
	}
}

static void drain(struct listener *l)
{
	struct media_command m;
	while (pipe_take(&l->pipe, &m) > 0)
		obey(l, &m);
}

static void open_and_route(struct listener *l, uint32_t count, uint32_t generation)
{
	struct route route = { 0 };
	for (uint32_t i = 0; i < count; i++) {
		media_link_microphone(&l->link, i, (struct handle){ i, generation });
		route.channels[1].microphones |= UINT64_C(1) << i;
	}
	media_link_route(&l->link, &route);
}

static void media_ends_up_where_control_is(void **state)
{
	(void)state;
	for (uint32_t records = 1; records <= 8; records *= 2) {
		struct listener l;
		begin(&l, records);
		for (uint32_t generation = 1; generation < 4; generation++) {
			open_and_route(&l, 5, generation);
			for (int turn = 0; turn < 20; turn++) {
				media_link_flush(&l.link);
				drain(&l);
			}
			for (uint32_t i = 0; i < 5; i++)
				assert_int_equal(l.open[i].generation, generation);
			assert_int_equal(l.route.channels[1].microphones, 31);
		}
		assert_int_equal(pipe_dropped(&l.pipe), 0);
		pipe_finish(&l.pipe);
	}
}

/* A microphone that came and went while the pipe was full was never there. */
static void what_passed_meanwhile_is_not_told(void **state)
{
	(void)state;
	struct listener l;
	begin(&l, 1);
	media_link_microphone(&l.link, 0, (struct handle){ 0, 1 });
	media_link_flush(&l.link);
	media_link_microphone(&l.link, 1, (struct handle){ 1, 1 });
	media_link_flush(&l.link);
	media_link_microphone(&l.link, 1, (struct handle){ 0 });
	drain(&l);
	media_link_flush(&l.link);
	assert_int_equal(pipe_waiting(&l.pipe), 0);
	pipe_finish(&l.pipe);
}

static void the_same_route_is_told_once(void **state)
{
	(void)state;
	struct listener l;
	struct route route = { 0 };
	begin(&l, 8);
	media_link_route(&l.link, &route); /* the first counts, even an empty one */
	media_link_flush(&l.link);
	drain(&l);
	assert_int_equal(l.route.number, 1);
	media_link_route(&l.link, &route);
	media_link_flush(&l.link);
	assert_int_equal(pipe_waiting(&l.pipe), 0);
	for (uint32_t number = 2; number < 6; number++) {
		switch (number) {
		case 2: route.monitors[63] = 1; break;
		case 3: route.channels[31].suspended = true; break;
		case 4: route.channels[31].pass_through = PASS_THROUGH_IDLE; break;
		default: route.channels[31].microphones = 1; break;
		}
		media_link_route(&l.link, &route);
		media_link_flush(&l.link);
		drain(&l);
		assert_int_equal(l.route.number, number);
	}
	pipe_finish(&l.pipe);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(media_ends_up_where_control_is),
		cmocka_unit_test(what_passed_meanwhile_is_not_told),
		cmocka_unit_test(the_same_route_is_told_once),
	};
	return cmocka_run_group_tests_name("media_link", tests, NULL, NULL);
}
