// SPDX-License-Identifier: Apache-2.0
/* The outbox: nothing overtakes, nothing is lost but what was refused, and there is always room
 * for grants and closes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/outbox.h"
#include "support/alloc_fail.h"

enum { PIPE_RECORDS = 4, SESSIONS = 50, ROUNDS = 20000, LONG_TEXT = 16000 };

struct fixture {
	struct pipe pipe;
	struct bell bell;
	struct outbox o;
	struct event e, scratch;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	if (!f || pipe_init(&f->pipe, sizeof f->e, PIPE_RECORDS) || bell_init(&f->bell))
		return -1;
	*state = f;
	return outbox_init(&f->o, &f->pipe, &f->bell, SESSIONS);
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	outbox_finish(&f->o);
	pipe_finish(&f->pipe);
	bell_finish(&f->bell);
	free(f);
	return 0;
}

/* An event that carries its number in every place that could be mixed up. */
static bool put(struct fixture *f, enum event_kind kind, uint32_t number, uint32_t text_bytes)
{
	f->e.kind = kind;
	f->e.session = (struct handle){ number, number + 1 };
	f->e.text_bytes = text_bytes;
	memset(f->e.text, 'a' + (int)(number % 26), text_bytes);
	f->e.text[text_bytes] = '\0';
	return outbox_put(&f->o, &f->e);
}

static bool take(struct fixture *f, uint32_t *number)
{
	if (pipe_take(&f->pipe, &f->e) == 0)
		return false;
	*number = f->e.session.slot;
	assert_int_equal(f->e.session.generation, *number + 1);
	assert_int_equal(strlen(f->e.text), f->e.text_bytes);
	char letter[2] = { (char)('a' + *number % 26), '\0' };
	assert_int_equal(strspn(f->e.text, letter), f->e.text_bytes);
	return true;
}

/* Random amounts in and out, until the ring has gone around many times. */
static void nothing_overtakes(void **state)
{
	struct fixture *f = *state;
	uint32_t seed = 7, said = 0, heard = 0, number;
	size_t most = 0;
	for (int i = 0; i < ROUNDS; i++) {
		seed = seed * 1664525u + 1013904223u;
		uint32_t puts = seed >> 28;
		while (puts-- > 0)
			said += put(f, EVENT_TEXT, said, (seed >> 8) % 3000);
		most = f->o.used > most ? f->o.used : most;
		for (uint32_t takes = seed >> 24 & 15; takes > 0 && take(f, &number); takes--)
			assert_int_equal(number, heard++);
		if (seed >> 23 & 1)
			outbox_flush(&f->o, &f->scratch);
	}
	do {
		while (take(f, &number))
			assert_int_equal(number, heard++);
		outbox_flush(&f->o, &f->scratch);
	} while (!outbox_clear(&f->o) || pipe_waiting(&f->pipe));
	assert_int_equal(heard, said);
	assert_true(most > OUTBOX_TEXT_BYTES / 2); /* it was really tried */
	assert_int_equal(pipe_dropped(&f->pipe), 0);
}

static void texts_end_where_the_reserve_begins(void **state)
{
	struct fixture *f = *state;
	uint32_t said = 0, heard = 0, number;
	while (put(f, EVENT_TEXT, said, LONG_TEXT))
		said++;
	assert_int_equal(said, PIPE_RECORDS + OUTBOX_TEXT_BYTES / (4 + (int)EVENT_BYTES(&f->e)));
	while (put(f, EVENT_SUBSCRIBE, said, 0)) /* the last bytes */
		said++;
	assert_false(put(f, EVENT_TEXT, said, 0));
	for (int i = 0; i < SESSIONS; i++) {
		assert_true(put(f, EVENT_GRANT, said++, 0));
		assert_true(put(f, EVENT_CLOSE, said++, CLOSE_REASON_BYTES - 1));
	}
	assert_false(put(f, EVENT_CLOSE, said, CLOSE_REASON_BYTES - 1));
	do
		while (take(f, &number))
			assert_int_equal(number, heard++);
	while (!outbox_flush(&f->o, &f->scratch) || pipe_waiting(&f->pipe));
	assert_int_equal(heard, said);
}

static void it_is_clear_when_nothing_waits(void **state)
{
	struct fixture *f = *state;
	uint32_t number;
	for (uint32_t i = 0; i < PIPE_RECORDS; i++) {
		assert_true(outbox_clear(&f->o));
		put(f, EVENT_TEXT, i, 1);
	}
	assert_false(outbox_clear(&f->o));
	put(f, EVENT_TEXT, PIPE_RECORDS, 1);
	take(f, &number);
	assert_false(outbox_clear(&f->o)); /* room in the pipe, but somebody waits for it */
	assert_true(outbox_flush(&f->o, &f->scratch));
	assert_false(outbox_clear(&f->o));
	take(f, &number);
	assert_true(outbox_clear(&f->o));
}

static bool rings(const struct fixture *f)
{
	uint64_t count;
	return read(f->bell.fd, &count, sizeof count) == sizeof count;
}

static void the_bell_rings_when_something_was_put(void **state)
{
	struct fixture *f = *state;
	outbox_ring(&f->o);
	assert_false(rings(f));
	put(f, EVENT_TEXT, 0, 1);
	put(f, EVENT_TEXT, 1, 1);
	outbox_ring(&f->o);
	assert_true(rings(f));
	outbox_ring(&f->o);
	assert_false(rings(f));
}

static int create(void *thing)
{
	struct fixture *f = thing;
	return outbox_init(&f->o, &f->pipe, &f->bell, SESSIONS);
}

static void destroy(void *thing)
{
	struct fixture *f = thing;
	outbox_finish(&f->o);
}

static void no_memory(void **state)
{
	(void)state;
	static struct fixture f;
	assert_int_equal(alloc_fail_replay(create, destroy, &f), 1);
	outbox_finish(&f.o);
}

int main(void)
{
#define WITH_OUTBOX(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		WITH_OUTBOX(nothing_overtakes),
		WITH_OUTBOX(texts_end_where_the_reserve_begins),
		WITH_OUTBOX(it_is_clear_when_nothing_waits),
		WITH_OUTBOX(the_bell_rings_when_something_was_put),
		cmocka_unit_test(no_memory),
	};
	return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
