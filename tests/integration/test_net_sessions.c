// SPDX-License-Identifier: Apache-2.0
/*
 * Sessions over real sockets, with the test in control's and media's place.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "base/clock.h"
#include "net/session.h"
#include "proto/framing.h"
#include "proto/rtp.h"
#include "support/net_house.h"
#include "support/ws_client.h"

enum { SECOND = 1000, SESSIONS = 8 };

#define JOIN "{\"type\":\"join\",\"role\":\"listener\",\"channels\":[\"ko\"]}"

static struct net_house house;
static struct ws_client client, other;

static int open_house(void **state)
{
	(void)state;
	house_open(&house, SESSIONS, NULL);
	return 0;
}

static int close_house(void **state)
{
	(void)state;
	ws_drop(&client);
	house_close(&house);
	return 0;
}

/* Joins; the handle that control sees. */
static struct handle join(struct ws_client *c, enum message_role role, uint32_t channels,
		uint8_t bundle)
{
	struct request r;
	assert_int_equal(ws_open(c, house.port), 101);
	ws_say(c, JOIN);
	assert_true(house_request(&house, &r, SECOND));
	assert_int_equal(r.kind, REQUEST_MESSAGE);
	assert_int_equal(r.message.type, MESSAGE_JOIN);
	assert_true(r.loopback);
	assert_string_equal(r.address, "127.0.0.1");
	house_admit(&house, r.session, role, channels, bundle);
	assert_int_equal(ws_receive(c, SECOND), WS_TEXT);
	assert_non_null(strstr((char *)c->payload, "welcome"));
	return r.session;
}

static void expect_gone(struct handle session)
{
	struct request r;
	assert_true(house_request(&house, &r, 5 * SECOND));
	assert_int_equal(r.kind, REQUEST_GONE);
	assert_true(handle_equal(r.session, session));
}

static void sound_does_not_wait_for_an_acknowledgement(void **state)
{
	(void)state;
	int no_delay = 0;
	socklen_t bytes = sizeof no_delay;
	join(&client, ROLE_LISTENER, 1, 1);
	int end = house_end_of(client.fd);
	assert_int_equal(getsockopt(end, IPPROTO_TCP, TCP_NODELAY, &no_delay, &bytes), 0);
	assert_int_equal(no_delay, 1);
}

static void a_listener_joins_and_hears(void **state)
{
	(void)state;
	struct handle me = join(&client, ROLE_LISTENER, 1u << 1, 1);
	for (uint16_t n = 0; n < 100; n++) {
		struct rtp_packet rtp;
		house_publish(&house, 1, n * TICK_NS, true);
		house_publish(&house, 2, n * TICK_NS, true); /* not asked for */
		assert_int_equal(ws_receive(&client, SECOND), WS_BINARY);
		assert_int_equal(rtp_parse(&rtp, client.payload, client.payload_bytes),
				(int)client.payload_bytes);
		assert_int_equal(rtp.sequence, n);
		assert_int_equal(rtp.ssrc, stream_ssrc(stream_of(1, RENDITION_HIGH)));
		assert_int_equal(rtp.marker, false);
	}
	ws_drop(&client);
	expect_gone(me);
	assert_true(house_wait(&house, COUNTER_DOWNLINK_SENT, 100, SECOND));
	assert_int_equal(counter_get(&house.counters, COUNTER_SESSIONS), 0);
}

static void a_phone_gets_pairs(void **state)
{
	(void)state;
	join(&client, ROLE_LISTENER, 1u << 1, 2);
	for (int n = 0; n < 6; n++)
		house_publish(&house, 1, n * TICK_NS, true);
	for (uint16_t n = 0; n < 6; n += 2) {
		struct framing_bundle b;
		struct rtp_packet rtp;
		assert_int_equal(ws_receive(&client, SECOND), WS_BINARY);
		assert_int_equal(framing_parse(&b, client.payload, client.payload_bytes),
				(int)client.payload_bytes);
		assert_int_equal(b.count, 2);
		assert_true(rtp_parse(&rtp, b.packets[1].bytes, b.packets[1].length) > 0);
		assert_int_equal(rtp.sequence, n + 1);
	}
}

static void a_new_set_of_channels_replaces_the_old(void **state)
{
	(void)state;
	struct handle me = join(&client, ROLE_LISTENER, 1u << 1, 1);
	struct request r;
	ws_say(&client, "{\"type\":\"subscribe\",\"channels\":[\"ru\"]}");
	assert_true(house_request(&house, &r, SECOND));
	assert_int_equal(r.message.type, MESSAGE_SUBSCRIBE);
	assert_true(handle_equal(r.session, me));
	house.scratch.subscription =
			(struct event_subscription){ .channels = 1u << 2, .bundle = 1 };
	house_say(&house, EVENT_SUBSCRIBE, me, NULL);
	house_say(&house, EVENT_TEXT, me, "{\"type\":\"subscribed\"}");
	assert_int_equal(ws_receive(&client, SECOND), WS_TEXT);
	house_publish(&house, 1, 0, true);
	house_publish(&house, 2, 0, true);
	struct rtp_packet rtp;
	assert_int_equal(ws_receive(&client, SECOND), WS_BINARY);
	assert_true(rtp_parse(&rtp, client.payload, client.payload_bytes) > 0);
	assert_int_equal(rtp.ssrc, stream_ssrc(stream_of(2, RENDITION_HIGH)));
	assert_int_equal(ws_receive(&client, 50), -1);
}

static void texts_come_in_the_order_they_were_said(void **state)
{
	(void)state;
	struct handle me = join(&client, ROLE_LISTENER, 0, 1);
	house.scratch.roles = 1u << ROLE_LISTENER;
	for (int n = 0; n < 10; n++) {
		char text[40];
		snprintf(text, sizeof text, "{\"n\":%d}", n);
		house.scratch.roles = n == 4 ? 1u << ROLE_OPERATOR : 1u << ROLE_LISTENER;
		house_say(&house, n % 2 ? EVENT_TEXT : EVENT_BROADCAST, me, text);
	}
	for (int n = 0; n < 10; n++) {
		if (n == 4)
			continue; /* for operators */
		assert_int_equal(ws_receive(&client, SECOND), WS_TEXT);
		assert_int_equal(atoi(strchr((char *)client.payload, ':') + 1), n);
	}
}

/* Levels for an operator whose tab is asleep: what its line does not take is gone, it stays, and
 * what it must not miss comes behind the last of them. */
static void what_is_worth_something_only_now_never_waits(void **state)
{
	(void)state;
	enum { TEXTS = 2000, TEXT_BYTES = 10000 };
	client.receive_buffer = 16384;
	struct handle me = join(&client, ROLE_OPERATOR, 0, 1);
	static char text[TEXT_BYTES];
	memset(text, 'x', sizeof text - 1);
	house.scratch.roles = 1u << ROLE_LISTENER;
	house_say(&house, EVENT_FLEETING, me, "not for an operator");
	house.scratch.roles = 1u << ROLE_OPERATOR;
	for (int n = 0; n < TEXTS; n++)
		house_say(&house, EVENT_FLEETING, me, text);
	house_say(&house, EVENT_BROADCAST, me, "behind them");
	int came = 0;
	while (ws_receive(&client, 5 * SECOND) == WS_TEXT && client.payload_bytes > 100) {
		assert_int_equal(client.payload[0], 'x');
		came++;
	}
	print_message("%d of %d came\n", came, TEXTS);
	assert_in_range(came, 1, TEXTS / 2);
	assert_string_equal((char *)client.payload, "behind them");
	house_say(&house, EVENT_FLEETING, me, "newer");
	assert_int_equal(ws_receive(&client, SECOND), WS_TEXT);
	assert_string_equal((char *)client.payload, "newer");
	client.receive_buffer = 0;
}

static void a_ping_is_answered_at_once(void **state)
{
	(void)state;
	join(&client, ROLE_LISTENER, 0, 1);
	ws_say(&client, "{\"type\":\"ping\",\"t\":1234.5}");
	assert_int_equal(ws_receive(&client, SECOND), WS_TEXT);
	assert_non_null(strstr((char *)client.payload, "\"pong\""));
	assert_non_null(strstr((char *)client.payload, "1234.5"));
	assert_non_null(strstr((char *)client.payload, "server_ms"));
}

static size_t write_packet(uint8_t *bytes, uint32_t ssrc, uint8_t payload_type, uint16_t sequence)
{
	uint8_t opus[200] = { 1, 2, 3 };
	struct rtp_packet rtp = { .ssrc = ssrc,
		.payload_type = payload_type,
		.sequence = sequence,
		.timestamp = sequence * 960u,
		.marker = true,
		.has_capture_time = true,
		.capture_us = 123456,
		.payload = opus,
		.payload_bytes = sizeof opus };
	int n = rtp_write(&rtp, bytes, RTP_PACKET_MAX);
	assert_true(n > 0);
	return (size_t)n;
}

static bool next_uplink(struct uplink *u)
{
	for (int n = 0; n < SECOND; n++) {
		if (pipe_take(&house.uplink, u))
			return true;
		clock_sleep_until_ns(clock_now_ns() + NS_PER_MS);
	}
	return false;
}

static void a_microphone_is_heard_and_strangers_are_not(void **state)
{
	(void)state;
	uint8_t bytes[RTP_PACKET_MAX];
	struct uplink u;
	join(&client, ROLE_INTERPRETER, 0, 1);
	join(&other, ROLE_LISTENER, 0, 1);

	size_t n = write_packet(bytes, MICROPHONE_SSRC_BASE + 5, OPUS_PAYLOAD_TYPE, 1);
	ws_send_frame(&other, WS_BINARY, true, bytes, n); /* no right to send */
	assert_true(house_wait(&house, COUNTER_UPLINK_BAD, 1, SECOND));
	n = write_packet(bytes, MICROPHONE_SSRC_BASE + 6, OPUS_PAYLOAD_TYPE, 1);
	ws_send_frame(&client, WS_BINARY, true, bytes, n); /* wrong SSRC */
	n = write_packet(bytes, MICROPHONE_SSRC_BASE + 5, 96, 1);
	ws_send_frame(&client, WS_BINARY, true, bytes, n); /* wrong payload type */
	ws_send_frame(&client, WS_BINARY, true, "no packet", 9);
	ws_send_frame(&client, WS_BINARY, true, "", 0);
	assert_true(house_wait(&house, COUNTER_UPLINK_BAD, 5, SECOND));

	n = write_packet(bytes, MICROPHONE_SSRC_BASE + 5, OPUS_PAYLOAD_TYPE, 2);
	int64_t before_ns = clock_now_ns();
	ws_send_frame(&client, WS_BINARY, true, bytes, n);
	assert_true(next_uplink(&u));
	assert_int_equal(u.sequence, 2);
	assert_int_equal(u.timestamp, 1920);
	assert_int_equal(u.opus_bytes, 200);
	assert_int_equal(u.opus[2], 3);
	assert_int_equal(u.capture_us, 123456);
	assert_true(u.marker);
	assert_true(u.has_capture_time);
	assert_true(u.arrival_ns >= before_ns);
	assert_true(handle_equal(u.microphone, (struct handle){ 5, 7 }));
	assert_int_equal(pipe_waiting(&house.uplink), 0);

	/* in pieces, with a ping between them */
	ws_send_frame(&client, WS_BINARY, false, bytes, 50);
	ws_send_frame(&client, WS_PING, true, "x", 1);
	ws_send_frame(&client, 0, true, bytes + 50, n - 50);
	assert_true(next_uplink(&u));
	assert_int_equal(u.opus_bytes, 200);
	assert_int_equal(ws_receive(&client, SECOND), WS_PONG);
	assert_int_equal(ws_receive(&other, 20), -1); /* nobody was told anything */
	ws_drop(&other);
}

/* What a busy media or loop loses is not lost in silence. */
static void full_pipes_are_counted(void **state)
{
	(void)state;
	uint8_t bytes[RTP_PACKET_MAX];
	struct uplink u = { 0 };
	join(&client, ROLE_INTERPRETER, 0, 1);
	size_t n = write_packet(bytes, MICROPHONE_SSRC_BASE + 5, OPUS_PAYLOAD_TYPE, 1);
	while (pipe_put(&house.uplink, &u, UPLINK_BYTES(&u)))
		; /* the loop has nothing to put meanwhile */
	ws_send_frame(&client, WS_BINARY, true, bytes, n);
	assert_true(house_wait(&house, COUNTER_UPLINK_DROPPED, 1, SECOND));
	assert_int_equal(counter_get(&house.counters, COUNTER_UPLINK_PACKETS), 0);

	for (int i = 0; i < DOWNLINK_PIPE_RECORDS + 5; i++)
		house_publish(&house, 1, i * TICK_NS, i == DOWNLINK_PIPE_RECORDS + 4);
	assert_true(house_wait(&house, COUNTER_DOWNLINK_DROPPED, 5, SECOND));
}

static void a_second_path_brings_copies_and_is_told_nothing(void **state)
{
	(void)state;
	uint8_t bytes[RTP_PACKET_MAX];
	struct uplink u;
	join(&client, ROLE_INTERPRETER, 0, 1);
	house.scratch.path = true;
	join(&other, ROLE_INTERPRETER, 0, 1);
	house.scratch.path = false;
	house.scratch.roles = 1u << ROLE_INTERPRETER;
	house_say(&house, EVENT_BROADCAST, (struct handle){ 0 }, "{\"type\":\"state\"}");
	assert_int_equal(ws_receive(&client, SECOND), WS_TEXT);

	size_t n = write_packet(bytes, MICROPHONE_SSRC_BASE + 5, OPUS_PAYLOAD_TYPE, 2);
	struct ws_client *both[] = { &client, &other };
	for (int i = 0; i < 2; i++) {
		ws_send_frame(both[i], WS_BINARY, true, bytes, n);
		assert_true(next_uplink(&u));
		assert_int_equal(u.sequence, 2);
		assert_true(handle_equal(u.microphone, (struct handle){ 5, 7 }));
	}
	assert_true(house_wait(&house, COUNTER_UPLINK_COPIES, 1, SECOND));
	assert_int_equal(counter_get(&house.counters, COUNTER_UPLINK_PACKETS), 1);
	assert_int_equal(ws_receive(&other, 20), -1);
	ws_drop(&other);
}

static void one_console_cannot_fill_the_pipe(void **state)
{
	(void)state;
	uint8_t bytes[RTP_PACKET_MAX];
	join(&client, ROLE_INTERPRETER, 0, 1);
	for (uint16_t i = 0; i < 400; i++) {
		size_t n = write_packet(bytes, MICROPHONE_SSRC_BASE + 5, OPUS_PAYLOAD_TYPE, i);
		ws_send_frame(&client, WS_BINARY, true, bytes, n);
	}
	assert_true(house_wait(&house, COUNTER_UPLINK_BAD, 1, SECOND));
	assert_in_range(counter_get(&house.counters, COUNTER_UPLINK_PACKETS), 150, 399);
}

static void long_messages_are_put_together(void **state)
{
	(void)state;
	struct request r;
	char text[4000];
	assert_int_equal(ws_open(&client, house.port), 101);
	snprintf(text, sizeof text, "{\"type\":\"join\",\"role\":\"listener\",\"token\":\"%0*d\"}",
			1000, 7);
	size_t half = strlen(text) / 2;
	ws_send_frame(&client, WS_TEXT, false, text, half);
	ws_send_frame(&client, 0, true, text + half, strlen(text) - half);
	assert_true(house_request(&house, &r, SECOND));
	assert_int_equal(strlen(r.message.join.token), 1000);
	house_admit(&house, r.session, ROLE_LISTENER, 0, 1);
	assert_int_equal(ws_receive(&client, SECOND), WS_TEXT);
}

/* ---- how it ends ---- */

static void expect_error_then(int code)
{
	assert_int_equal(ws_receive(&client, SECOND), WS_TEXT);
	assert_non_null(strstr((char *)client.payload, "\"error\""));
	assert_int_equal(ws_receive_close(&client, SECOND), code);
}

static void the_first_message_is_a_join(void **state)
{
	(void)state;
	assert_int_equal(ws_open(&client, house.port), 101);
	ws_say(&client, "{\"type\":\"ping\",\"t\":1}");
	expect_error_then(CLOSE_PROTOCOL);
	ws_drop(&client);

	assert_int_equal(ws_open(&client, house.port), 101);
	ws_say(&client, "{\"type\":");
	expect_error_then(CLOSE_PROTOCOL);
	assert_int_equal(counter_get(&house.counters, COUNTER_MESSAGES_BAD), 1);
	assert_int_equal(pipe_waiting(&house.request), 0);
}

static void later_nonsense_gets_an_error_and_nothing_else(void **state)
{
	(void)state;
	join(&client, ROLE_LISTENER, 0, 1);
	ws_say(&client, "{\"type\":\"dance\"}");
	assert_int_equal(ws_receive(&client, SECOND), WS_TEXT);
	assert_non_null(strstr((char *)client.payload, "unknown_type"));
	ws_say(&client, "[");
	assert_int_equal(ws_receive(&client, SECOND), WS_TEXT);
	assert_non_null(strstr((char *)client.payload, "not_json"));
	ws_say(&client, "{\"type\":\"ping\",\"t\":1}");
	assert_int_equal(ws_receive(&client, SECOND), WS_TEXT);
	assert_non_null(strstr((char *)client.payload, "pong"));
}

static void too_big_is_1009(void **state)
{
	(void)state;
	static char text[MESSAGE_BYTES_MAX + 1];
	memset(text, ' ', sizeof text);
	struct handle me = join(&client, ROLE_LISTENER, 0, 1);
	ws_send_frame(&client, WS_TEXT, true, text, MESSAGE_BYTES_MAX);
	assert_int_equal(ws_receive(&client, SECOND), WS_TEXT); /* not JSON, but not too big */
	ws_send_frame(&client, WS_TEXT, true, text, sizeof text);
	assert_int_equal(ws_receive_close(&client, SECOND), CLOSE_TOO_BIG);
	expect_gone(me);
}

static void a_flood_is_4008_and_slow_talk_is_not(void **state)
{
	(void)state;
	join(&client, ROLE_LISTENER, 0, 1);
	for (int n = 0; n < 90; n++)
		ws_say(&client, "{\"type\":\"ping\",\"t\":1}");
	for (int n = 0; n < 90; n++)
		assert_int_equal(ws_receive(&client, SECOND), WS_TEXT);
	for (int n = 0; n < 100; n++)
		ws_say(&client, "{\"type\":\"ping\",\"t\":1}");
	assert_int_equal(ws_receive_close(&client, SECOND), CLOSE_TOO_MANY);
	assert_int_equal(counter_get(&house.counters, COUNTER_MESSAGES_FLOOD), 1);
}

static void who_does_not_join_is_4001(void **state)
{
	(void)state;
	assert_int_equal(ws_open(&client, house.port), 101);
	assert_int_equal(ws_receive_close(&client, 6 * SECOND), CLOSE_NO_JOIN);
	assert_int_equal(counter_get(&house.counters, COUNTER_JOIN_TIMEOUTS), 1);
}

static void control_closes_after_what_it_said_before(void **state)
{
	(void)state;
	struct handle me = join(&client, ROLE_LISTENER, 1u << 1, 1);
	house_say(&house, EVENT_TEXT, me, "{\"type\":\"error\"}");
	house.scratch.close_code = CLOSE_TAKEN_OVER;
	house_say(&house, EVENT_CLOSE, me, "taken over by a newer connection");
	house_say(&house, EVENT_TEXT, me, "{\"never\":1}");
	assert_int_equal(ws_receive(&client, SECOND), WS_TEXT);
	assert_non_null(strstr((char *)client.payload, "error"));
	assert_int_equal(ws_receive(&client, SECOND), WS_CLOSE);
	assert_int_equal(client.payload[0] << 8 | client.payload[1], CLOSE_TAKEN_OVER);
	assert_string_equal((char *)client.payload + 2, "taken over by a newer connection");
	expect_gone(me);
}

static void a_full_server_is_4013_until_somebody_leaves(void **state)
{
	(void)state;
	static struct ws_client guests[SESSIONS];
	for (int i = 0; i < SESSIONS; i++)
		join(&guests[i], ROLE_LISTENER, 0, 1);
	assert_int_equal(ws_open(&client, house.port), 101);
	assert_int_equal(ws_receive_close(&client, SECOND), CLOSE_FULL);
	assert_int_equal(counter_get(&house.counters, COUNTER_SESSIONS_REFUSED), 1);
	ws_drop(&client);

	struct request r;
	ws_drop(&guests[3]);
	assert_true(house_request(&house, &r, SECOND));
	assert_int_equal(r.kind, REQUEST_GONE);
	struct handle me = join(&client, ROLE_LISTENER, 0, 1);
	assert_int_equal(me.slot, r.session.slot);
	assert_int_not_equal(me.generation, r.session.generation);
	for (int i = 0; i < SESSIONS; i++)
		ws_drop(&guests[i]);
}

static void who_has_not_joined_makes_place(void **state)
{
	(void)state;
	static struct ws_client idle[SESSIONS];
	for (int i = 0; i < SESSIONS; i++)
		assert_int_equal(ws_open(&idle[i], house.port), 101);
	join(&client, ROLE_LISTENER, 0, 1);
	assert_int_equal(ws_receive(&idle[0], SECOND), -1);
	assert_int_equal(idle[0].fd, -1);
	assert_int_equal(ws_receive(&idle[1], 20), -1);
	assert_true(idle[1].fd >= 0);
	for (int i = 1; i < SESSIONS; i++)
		ws_drop(&idle[i]);
}

static void what_is_said_to_the_gone_reaches_nobody(void **state)
{
	(void)state;
	struct handle me = join(&client, ROLE_LISTENER, 0, 1);
	ws_drop(&client);
	expect_gone(me);
	struct handle you = join(&client, ROLE_LISTENER, 0, 1);
	assert_int_equal(me.slot, you.slot);
	house_say(&house, EVENT_TEXT, me, "{\"for\":\"the former\"}");
	house.scratch.close_code = CLOSE_DONE;
	house_say(&house, EVENT_CLOSE, me, "bye");
	house_say(&house, EVENT_TEXT, (struct handle){ 4000, 1 }, "{}");
	house_say(&house, EVENT_TEXT, you, "{\"for\":\"the newer\"}");
	assert_int_equal(ws_receive(&client, SECOND), WS_TEXT);
	assert_non_null(strstr((char *)client.payload, "the newer"));
}

static void no_ghost_stays_when_control_is_busy(void **state)
{
	(void)state;
	struct request r;
	int joins = 0;
	int gone = 0;
	for (int n = 0; n < 300; n++) { /* two requests each: more than the pipe holds */
		assert_int_equal(ws_open(&client, house.port), 101);
		ws_say(&client, JOIN);
		assert_true(house_wait(&house, COUNTER_MESSAGES_IN, n + 1, SECOND));
		ws_drop(&client);
		for (int i = 0; i < SECOND && counter_get(&house.counters, COUNTER_SESSIONS); i++)
			clock_sleep_until_ns(clock_now_ns() + NS_PER_MS);
	}
	assert_true(counter_get(&house.counters, COUNTER_REQUESTS_DROPPED) > 0);
	while (house_request(&house, &r, SECOND)) {
		joins += r.kind == REQUEST_MESSAGE;
		gone += r.kind == REQUEST_GONE;
	}
	assert_int_equal(joins, gone);
	assert_in_range(joins, 256, 299);
}

static void the_server_says_goodbye(void **state)
{
	(void)state;
	static struct ws_client idle;
	join(&client, ROLE_LISTENER, 1u << 1, 1);
	assert_int_equal(ws_open(&idle, house.port), 101); /* not joined yet */
	int silent = tcp_connect(house.port, 0);
	house_publish(&house, 1, 0, true);
	assert_int_equal(ws_receive(&client, SECOND), WS_BINARY);
	house_close(&house);
	assert_int_equal(ws_receive_close(&client, SECOND), CLOSE_GOING_AWAY);
	assert_int_equal(ws_receive_close(&idle, SECOND), CLOSE_GOING_AWAY);
	struct ws_client dumb = { .fd = silent };
	assert_int_equal(ws_receive(&dumb, SECOND), -1);
	assert_int_equal(dumb.fd, -1);
	ws_drop(&idle);
	house_open(&house, SESSIONS, NULL); /* for the tear-down */
}

#define WITH_HOUSE(test) cmocka_unit_test_setup_teardown(test, open_house, close_house)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_HOUSE(sound_does_not_wait_for_an_acknowledgement),
		WITH_HOUSE(a_listener_joins_and_hears),
		WITH_HOUSE(a_phone_gets_pairs),
		WITH_HOUSE(a_new_set_of_channels_replaces_the_old),
		WITH_HOUSE(texts_come_in_the_order_they_were_said),
		WITH_HOUSE(what_is_worth_something_only_now_never_waits),
		WITH_HOUSE(a_ping_is_answered_at_once),
		WITH_HOUSE(a_microphone_is_heard_and_strangers_are_not),
		WITH_HOUSE(full_pipes_are_counted),
		WITH_HOUSE(a_second_path_brings_copies_and_is_told_nothing),
		WITH_HOUSE(one_console_cannot_fill_the_pipe),
		WITH_HOUSE(long_messages_are_put_together),
		WITH_HOUSE(the_first_message_is_a_join),
		WITH_HOUSE(later_nonsense_gets_an_error_and_nothing_else),
		WITH_HOUSE(too_big_is_1009),
		WITH_HOUSE(a_flood_is_4008_and_slow_talk_is_not),
		WITH_HOUSE(who_does_not_join_is_4001),
		WITH_HOUSE(control_closes_after_what_it_said_before),
		WITH_HOUSE(a_full_server_is_4013_until_somebody_leaves),
		WITH_HOUSE(who_has_not_joined_makes_place),
		WITH_HOUSE(what_is_said_to_the_gone_reaches_nobody),
		WITH_HOUSE(no_ghost_stays_when_control_is_busy),
		WITH_HOUSE(the_server_says_goodbye),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
