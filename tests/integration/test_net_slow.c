// SPDX-License-Identifier: Apache-2.0
/*
 * Peers that do not take what they are given, and a process without descriptors: real sockets,
 * real time, 50 packets a second.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "net/session.h"
#include "proto/rtp.h"
#include "support/net_house.h"
#include "support/ws_client.h"

enum { SECOND = 1000, KO = 1, RECEIVE_BUFFER = 4096 };

#define JOIN "{\"type\":\"join\",\"role\":\"listener\",\"channels\":[\"ko\"]}"

static struct net_house house;
static struct ws_client quick, slow;
static int64_t tick_ns;

static int open_house(void **state)
{
	(void)state;
	house_open(&house, 8, NULL);
	tick_ns = clock_now_ns();
	return 0;
}

static int close_house(void **state)
{
	(void)state;
	ws_drop(&quick);
	ws_drop(&slow);
	house_close(&house);
	return 0;
}

static void join(struct ws_client *c)
{
	struct request r;
	assert_int_equal(ws_open(c, house.port), 101);
	ws_say(c, JOIN);
	assert_true(house_request(&house, &r, SECOND));
	house_admit(&house, r.session, ROLE_LISTENER, 1u << KO, 1);
	assert_int_equal(ws_receive(c, SECOND), WS_TEXT);
}

/* The next tick, at its time. */
static void publish(void)
{
	house_publish(&house, KO, tick_ns, true);
	tick_ns += TICK_NS;
	clock_sleep_until_ns(tick_ns);
}

/* The packet in the message received last. */
static struct rtp_packet packet_of(const struct ws_client *c)
{
	struct rtp_packet rtp;
	assert_true(rtp_parse(&rtp, c->payload, c->payload_bytes) > 0);
	return rtp;
}

static void hear_next(struct ws_client *c, uint16_t sequence)
{
	assert_int_equal(ws_receive(c, SECOND), WS_BINARY);
	assert_int_equal(packet_of(c).sequence, sequence);
	assert_false(packet_of(c).marker);
}

/* What a listener has got so far. */
struct heard {
	int packets, gaps, marks_missing;
	int last; /* sequence number */
};

/* Takes what has come. */
static void hear_all(struct ws_client *c, struct heard *h)
{
	while (ws_receive(c, 0) == WS_BINARY) {
		struct rtp_packet rtp = packet_of(c);
		bool gap = h->packets > 0 && rtp.sequence != h->last + 1;
		h->gaps += gap;
		h->marks_missing += gap != rtp.marker;
		h->last = rtp.sequence;
		h->packets++;
	}
}

/* A joined listener whose own buffer is small, so that it is full soon. */
static void join_slow(void)
{
	slow.receive_buffer = RECEIVE_BUFFER;
	join(&slow);
}

static void a_listener_that_stops_reading_does_not_delay_the_others(void **state)
{
	(void)state;
	struct heard heard = { 0 };
	uint16_t n = 0;
	join(&quick);
	join_slow();
	for (int i = 0; i < 150; i++) {
		publish();
		hear_next(&quick, n++);
	}
	/* and when it reads again it is brought to now (TCP itself needs seconds to wake up), and
	 * told so by the marker */
	while (heard.last < n - 1) {
		publish();
		hear_next(&quick, n++);
		hear_all(&slow, &heard);
		assert_true(n < 2000);
	}
	assert_in_range(heard.gaps, 1, 5);
	assert_int_equal(heard.marks_missing, 0);

	/* and stays there */
	int gaps = heard.gaps;
	for (int i = 0; i < 50; i++) {
		publish();
		hear_next(&quick, n++);
		hear_all(&slow, &heard);
	}
	assert_in_range(heard.last, n - 3, n - 1);
	assert_int_equal(heard.gaps, gaps);
	assert_int_equal(heard.packets + counter_get(&house.counters, COUNTER_DOWNLINK_SKIPPED),
			heard.last + 1);
}

static void who_takes_nothing_for_ten_seconds_is_given_up(void **state)
{
	(void)state;
	uint16_t n = 0;
	join(&quick);
	join_slow();
	while (counter_get(&house.counters, COUNTER_LISTENERS_TOO_SLOW) == 0) {
		publish();
		hear_next(&quick, n++);
		assert_true(n < 1000);
	}
	assert_in_range(n, 500, 900); /* ten seconds after it was full */
	/* it may hear why, if it reads again before the server has hung up */
	int code = ws_receive_close(&slow, 15 * SECOND);
	assert_true(code == CLOSE_TOO_SLOW || slow.fd == -1);
}

static void who_answers_pings_stays_and_who_does_not_is_gone(void **state)
{
	(void)state;
	struct request r;
	join(&quick);
	slow.deaf = true;
	join(&slow);
	int64_t since_ns = clock_now_ns();
	while (slow.fd >= 0) {
		assert_int_equal(ws_receive(&quick, 0), -1);
		ws_receive(&slow, 100);
		assert_true(clock_now_ns() - since_ns < 20 * NS_PER_S);
	}
	assert_true(clock_now_ns() - since_ns > 14 * NS_PER_S);
	assert_true(house_request(&house, &r, SECOND));
	assert_int_equal(r.kind, REQUEST_GONE);
	assert_int_equal(counter_get(&house.counters, COUNTER_SESSIONS), 1);
	publish();
	hear_next(&quick, 0);
	slow.deaf = false;
}

static void without_descriptors_the_door_says_so_and_does_not_spin(void **state)
{
	(void)state;
	struct rlimit limit;
	struct rlimit tight;
	char answer[200] = "";
	join(&quick);
	getrlimit(RLIMIT_NOFILE, &limit);
	int next = dup(0); /* the lowest free one: the client's socket takes it */
	close(next);
	tight = limit;
	tight.rlim_cur = (rlim_t)next + 1;
	setrlimit(RLIMIT_NOFILE, &tight);
	int fd = tcp_connect(house.port, 0);
	ssize_t got = recv(fd, answer, sizeof answer - 1, 0);
	setrlimit(RLIMIT_NOFILE, &limit);
	assert_true(got > 0);
	assert_non_null(strstr(answer, "503"));
	close(fd);
	assert_int_equal(counter_get(&house.counters, COUNTER_CONNECTIONS_REFUSED), 1);
	publish();
	hear_next(&quick, 0);
	join(&slow); /* and now there is room again */
}

#define WITH_HOUSE(test) cmocka_unit_test_setup_teardown(test, open_house, close_house)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_HOUSE(a_listener_that_stops_reading_does_not_delay_the_others),
		WITH_HOUSE(who_takes_nothing_for_ten_seconds_is_given_up),
		WITH_HOUSE(who_answers_pings_stays_and_who_does_not_is_gone),
		WITH_HOUSE(without_descriptors_the_door_says_so_and_does_not_spin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
