// SPDX-License-Identifier: Apache-2.0
/* Order, loss and silence, as scripts. The stream starts at sequence 65535 and just before the
 * timestamp wraps, so every row also tests both wraps. */
#include "audio/jitter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { PACKET = 960, FIRST_SEQUENCE = 65535 };

#define FIRST_TIMESTAMP (UINT32_MAX - 500)

/* A digit puts that packet; '.' takes one.
 *   ~  400 ms of silence before all packets put from now on
 *   |  the server skips 40 packets before them
 *   !  the sender starts over: other numbers from now on
 *   ^  the next one put has the marker bit
 * puts: Taken, Reordered, Late, Duplicate, Strange, Over (a stream that started over)
 * takes: Packet, Silence, Lost, Empty; the first of a stream is S */
/* clang-format off */
static const struct row {
	const char *name, *script, *puts, *takes;
	uint64_t lost;
} rows[] = {
	{ "in order",                       "01..",          "TT",      "SP",    0 },
	{ "one by one",                     "0.1.2.",        "TTT",     "SPP",   0 },
	{ "reordered before the start",     "10..",          "TR",      "SP",    0 },
	{ "reordered inside the window",    "0213....",      "TTRT",    "SPPP",  0 },
	{ "runs dry, then goes on",         "0..1.",         "TT",      "SEP",   0 },
	{ "single loss",                    "013...",        "TTT",     "SPL",   1 },
	{ "double loss",                    "014...",        "TTT",     "SPL",   2 },
	{ "late packet is dropped",         "013...2.",      "TTTL",    "SPLE",  1 },
	{ "repeat is dropped",              "0011...",       "TDTD",    "SPE",   0 },
	{ "repeat after its turn",          "01..0.",        "TTD",     "SPE",   0 },
	{ "all twice, second copy late",    "0.01.12.2",     "TDTDTD",  "SPP",   0 },
	{ "silence is no loss",             "01~2...",       "TTT",     "SPS",   0 },
	{ "marker alone is a silence",      "01^2...",       "TTT",     "SPS",   0 },
	{ "jump to live",                   "01|2...",       "TTT",     "SPL",  40 },
	{ "loss inside a silence",          "01~3...",       "TTT",     "SPL",   1 },
	{ "a stranger is dropped",          "01!9...",       "TTS",     "SPE",   0 },
	{ "sender starts over",             "01!234..",      "TTSOT",   "SP",    0 },
	{ "starts over, old one returns",   "01!23!4.",      "TTSOS",   "S",     0 },
};
/* clang-format on */

struct sender {
	uint16_t sequence_base;
	uint32_t timestamp_base;
	int64_t arrival_base;
	bool marker;
};

static char put(struct jitter *j, struct sender *s, int number)
{
	static const char letters[] = { 'T', 'R', 'L', 'D', 'S', 'O' };
	uint8_t byte = (uint8_t)number;
	struct jitter_packet p = {
		.sequence = (uint16_t)(s->sequence_base + number),
		.timestamp = s->timestamp_base + (uint32_t)((int64_t)number * PACKET),
		.arrival = s->arrival_base + (int64_t)number * PACKET,
		.samples = PACKET,
		.marker = s->marker,
		.bytes = &byte,
		.count = 1,
	};
	s->marker = false;
	return letters[jitter_put(j, &p)];
}

static char take(struct jitter *j)
{
	static const char letters[] = { 'P', 'S', 'L', 'E' };
	const struct jitter_slot *slot;
	enum jitter_verdict verdict = jitter_look(j, &slot);
	if (verdict != JITTER_EMPTY)
		jitter_take(j);
	return letters[verdict];
}

static void change(struct sender *s, char what)
{
	const uint32_t silence = 20 * PACKET;
	switch (what) {
	case '~':
		s->timestamp_base += silence;
		s->arrival_base += silence;
		break;
	case '|':
		s->sequence_base = (uint16_t)(s->sequence_base + 40);
		s->timestamp_base += 40 * PACKET;
		s->arrival_base += 40 * PACKET;
		break;
	case '!':
		s->sequence_base = (uint16_t)(s->sequence_base + 20000);
		s->timestamp_base += 1000000000;
		break;
	case '^': s->marker = true; break;
	}
}

static void run(const struct row *row)
{
	static struct jitter j;
	struct sender s = { FIRST_SEQUENCE, FIRST_TIMESTAMP, 0, false };
	char puts[32] = "";
	char takes[32] = "";
	jitter_init(&j);
	for (const char *c = row->script; *c; c++) {
		if (*c >= '0' && *c <= '9')
			puts[strlen(puts)] = put(&j, &s, *c - '0');
		else if (*c == '.')
			takes[strlen(takes)] = take(&j);
		else
			change(&s, *c);
	}
	takes[strlen(row->takes)] = '\0'; /* what is taken after the end is empty */
	print_message("%s\n", row->name);
	assert_string_equal(puts, row->puts);
	assert_string_equal(takes, row->takes);
	assert_int_equal(j.lost, row->lost);
}

static void scripts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		run(&rows[i]);
}

static void a_packet_comes_out_as_it_went_in(void **state)
{
	(void)state;
	static struct jitter j;
	uint8_t bytes[300], got[OPUS_PACKET_MAX];
	for (int i = 0; i < 300; i++)
		bytes[i] = (uint8_t)i;
	struct jitter_packet p = {
		.sequence = 9,
		.timestamp = 5000,
		.arrival = 77,
		.samples = 2880,
		.has_capture_time = true,
		.capture_us = 123456789,
		.bytes = bytes,
		.count = 300,
	};
	jitter_init(&j);
	assert_int_equal(jitter_put(&j, &p), JITTER_TAKEN);
	assert_int_equal(j.held_samples, 2880);

	struct jitter_slot slot;
	assert_int_equal(jitter_read(&j, &slot, got), 300);
	assert_memory_equal(got, bytes, 300);
	assert_int_equal(slot.samples, 2880);
	assert_true(slot.has_capture_time);
	assert_int_equal(slot.capture_us, 123456789);
	jitter_take(&j);
	assert_int_equal(j.held, 0);
	assert_int_equal(j.held_samples, 0);
	assert_int_equal(j.end, slot.timestamp + 2880);
}

static void a_mended_gap_is_none(void **state)
{
	(void)state;
	static struct jitter j;
	struct sender s = { FIRST_SEQUENCE, FIRST_TIMESTAMP, 0, false };
	jitter_init(&j);
	put(&j, &s, 0);
	put(&j, &s, 2);
	assert_int_equal(take(&j), 'S');
	jitter_mend(&j);
	assert_int_equal(j.lost, 1);
	assert_int_equal(take(&j), 'P');
	assert_int_equal(j.lost, 1);
	assert_int_equal(put(&j, &s, 1), 'L');
}

/* A browser's page that was asleep: nobody took anything for minutes. */
static void the_oldest_make_room(void **state)
{
	(void)state;
	static struct jitter j;
	struct sender s = { FIRST_SEQUENCE, FIRST_TIMESTAMP, 0, false };
	jitter_init(&j);
	for (int i = 0; i < 3 * JITTER_SLOTS; i++)
		assert_int_equal(put(&j, &s, i), 'T');
	assert_int_equal(j.held, JITTER_SLOTS);

	struct jitter_slot slot;
	uint8_t bytes[OPUS_PACKET_MAX];
	jitter_read(&j, &slot, bytes);
	assert_int_equal(bytes[0], (uint8_t)(2 * JITTER_SLOTS));
	jitter_take(&j);
	assert_int_equal(j.lost, 2 * JITTER_SLOTS);
}

static void so_do_they_for_large_ones(void **state)
{
	(void)state;
	static struct jitter j;
	static const uint8_t bytes[OPUS_PACKET_MAX];
	jitter_init(&j);
	for (int i = 0; i < 500; i++) {
		struct jitter_packet p = {
			.sequence = (uint16_t)i,
			.timestamp = (uint32_t)i * PACKET,
			.arrival = (int64_t)i * PACKET,
			.samples = PACKET,
			.bytes = bytes,
			.count = OPUS_PACKET_MAX,
		};
		assert_int_equal(jitter_put(&j, &p), JITTER_TAKEN);
	}
	assert_true(j.held > 100 && j.held < 500);
	assert_int_equal(j.newest - j.first + 1, j.held);
}

static void a_reset_forgets_the_stream(void **state)
{
	(void)state;
	static struct jitter j;
	struct sender s = { FIRST_SEQUENCE, FIRST_TIMESTAMP, 0, false };
	jitter_init(&j);
	put(&j, &s, 0);
	put(&j, &s, 1);
	jitter_reset(&j);
	assert_int_equal(take(&j), 'E');
	change(&s, '!');
	assert_int_equal(put(&j, &s, 5), 'T');
	assert_int_equal(take(&j), 'S');
}

/* 24 hours and more: timestamps wrap, numbers wrap many times. */
static void it_goes_on_for_days(void **state)
{
	(void)state;
	static struct jitter j;
	struct sender s = { FIRST_SEQUENCE, FIRST_TIMESTAMP, 0, false };
	jitter_init(&j);
	for (int i = 0; i < 5 * 1000 * 1000; i++) {
		assert_int_equal(put(&j, &s, i), 'T');
		assert_int_equal(take(&j), i ? 'P' : 'S');
	}
	assert_int_equal(j.lost, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scripts),
		cmocka_unit_test(a_packet_comes_out_as_it_went_in),
		cmocka_unit_test(a_mended_gap_is_none),
		cmocka_unit_test(the_oldest_make_room),
		cmocka_unit_test(so_do_they_for_large_ones),
		cmocka_unit_test(a_reset_forgets_the_stream),
		cmocka_unit_test(it_goes_on_for_days),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
