// SPDX-License-Identifier: Apache-2.0
/* The line to the server over a real socket, against a server with good and bad manners. */
#include "link.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "support/mock_server.h"

#define WELCOME                                                                                    \
	"{\"type\":\"welcome\",\"session\":\"s1\",\"server_ms\":5000,\"channels\":[{\"id\":"       \
	"\"ko\"}],\"streams\":[{\"channel\":\"ko\",\"ssrc\":7}],\"uplink\":{\"ssrc\":9,"           \
	"\"bitrate\":48000}}"

static const struct mock_manners good = { .welcome = WELCOME };

/* One client with the far ends of all its pipes. */
struct desk {
	struct pipe uplink, orders, says, terms, arrivals, reports;
	struct bell bell; /* one for all: the test looks everywhere */
	struct link *link;
	struct link_report report;
};

static void desk_open_to(struct desk *d, const struct url *url, bool insecure_tls, uint8_t bundle,
		bool patient)
{
	memset(d, 0, sizeof *d);
	assert_int_equal(pipe_init(&d->uplink, sizeof(struct uplink_packet), 16), 0);
	assert_int_equal(pipe_init(&d->orders, sizeof(struct link_order), 16), 0);
	assert_int_equal(pipe_init(&d->says, sizeof(struct line_text), 4), 0);
	assert_int_equal(pipe_init(&d->terms, sizeof(struct uplink_terms), 64), 0);
	assert_int_equal(pipe_init(&d->arrivals, sizeof(struct arrival), 256), 0);
	assert_int_equal(pipe_init(&d->reports, sizeof(struct link_report), 64), 0);
	assert_int_equal(bell_init(&d->bell), 0);
	struct link_setup setup = {
		.url = *url,
		.insecure_tls = insecure_tls,
		.session = { .patient = patient,
				.join = { .role = ROLE_FLOOR,
						.has_channels = true,
						.subscribe = { .count = 1,
								.channels = { "ko" },
								.bundle = bundle } } },
		.ports = { .uplink = &d->uplink,
				.orders = &d->orders,
				.says = &d->says,
				.terms = &d->terms,
				.arrivals = &d->arrivals,
				.reports = &d->reports,
				.capture = &d->bell,
				.playback = &d->bell,
				.main = &d->bell },
	};
	assert_int_equal(link_create(&d->link, &setup), 0);
}

static void desk_open(struct desk *d, uint16_t port, uint8_t bundle, bool patient)
{
	struct url url = { .host = "127.0.0.1", .path = "/ws", .port = port };
	desk_open_to(d, &url, false, bundle, patient);
}

static void desk_close(struct desk *d)
{
	link_stop(d->link);
	link_destroy(d->link);
	pipe_finish(&d->uplink);
	pipe_finish(&d->orders);
	pipe_finish(&d->says);
	pipe_finish(&d->terms);
	pipe_finish(&d->arrivals);
	pipe_finish(&d->reports);
	bell_finish(&d->bell);
}

/* Looks at the latest report until the condition holds; a minute is for ever. */
#define WAIT_FOR(d, condition)                                                                     \
	do {                                                                                       \
		int64_t end_ns = clock_now_ns() + 60 * NS_PER_S;                                   \
		while (look(d), !(condition)) {                                                    \
			assert_true(clock_now_ns() < end_ns);                                      \
			doze(d);                                                                   \
		}                                                                                  \
	} while (0)

static void look(struct desk *d)
{
	while (pipe_take(&d->reports, &d->report))
		;
}

static void doze(struct desk *d)
{
	struct pollfd p = { .fd = d->bell.fd, .events = POLLIN };
	(void)poll(&p, 1, 20);
	bell_hush(&d->bell);
}

static void order(struct desk *d, const struct link_order *o)
{
	assert_true(pipe_put(&d->orders, o, sizeof *o));
	link_ring(d->link);
}

static void send_packet(struct desk *d, uint32_t bytes)
{
	struct uplink_packet p = { .made_ns = clock_now_ns(), .bytes = bytes };
	(void)pipe_put(&d->uplink, &p, uplink_packet_bytes(&p));
	link_ring(d->link);
}

static bool next_arrival(struct desk *d, struct arrival *a)
{
	while (pipe_take(&d->arrivals, a))
		if (a->bytes > 0)
			return true;
	return false;
}

static void packets_go_both_ways(void **state)
{
	(void)state;
	struct mock_server *m;
	struct desk d;
	struct mock_counts counts;
	struct uplink_terms terms = { 0 };
	assert_int_equal(mock_server_create(&m, &good), 0);
	desk_open(&d, mock_server_port(m), 1, false);
	WAIT_FOR(&d, d.report.state == SESSION_JOINED && d.report.clock_known);
	WAIT_FOR(&d, pipe_take(&d.terms, &terms) && terms.open && terms.clock.known);
	assert_int_equal(terms.ssrc, 9);
	assert_int_equal(terms.bitrate_bps, 48000);

	for (int i = 0; i < 5; i++) {
		send_packet(&d, 100);
		WAIT_FOR(&d, (mock_server_counts(m, &counts), counts.packets == (unsigned)i + 1));
	}
	assert_int_equal(counts.packet_bytes, 500);

	struct arrival a = { 0 };
	int64_t before_ns = clock_now_ns();
	mock_server_send(m, "sound", 5);
	WAIT_FOR(&d, next_arrival(&d, &a));
	assert_int_equal(a.bytes, 5);
	assert_memory_equal(a.rtp, "sound", 5);
	assert_true(a.has_ssrc[VOICE_CHANNEL] && a.ssrc[VOICE_CHANNEL] == 7 && a.clock.known);
	assert_true(a.arrival_ns >= before_ns);
	desk_close(&d);
	mock_server_destroy(m);
}

static void bundles_are_taken_apart(void **state)
{
	(void)state;
	struct mock_server *m;
	struct desk d;
	struct arrival a = { 0 };
	assert_int_equal(mock_server_create(&m, &good), 0);
	desk_open(&d, mock_server_port(m), 2, false);
	WAIT_FOR(&d, d.report.state == SESSION_JOINED);
	mock_server_send(m, "\0\3abc\0\2de", 9);
	WAIT_FOR(&d, next_arrival(&d, &a));
	assert_memory_equal(a.rtp, "abc", 3);
	WAIT_FOR(&d, next_arrival(&d, &a));
	assert_memory_equal(a.rtp, "de", 2);
	mock_server_send(m, "\0\3ab", 4);
	WAIT_FOR(&d, d.report.malformed == 1);
	desk_close(&d);
	mock_server_destroy(m);
}

static void orders_are_said(void **state)
{
	(void)state;
	struct mock_server *m;
	struct desk d;
	struct mock_counts counts;
	assert_int_equal(mock_server_create(&m, &good), 0);
	desk_open(&d, mock_server_port(m), 1, false);
	WAIT_FOR(&d, d.report.state == SESSION_JOINED);
	order(&d, &(struct link_order){ .kind = LINK_MICROPHONE, .on = false });
	order(&d, &(struct link_order){ .kind = LINK_SUBSCRIBE, .channel = "mn" });
	WAIT_FOR(&d, (mock_server_counts(m, &counts),
				     counts.microphones_off == 1 && counts.subscribes == 1));
	desk_close(&d);
	mock_server_destroy(m);
}

static void a_lost_connection_comes_back_to_its_seat(void **state)
{
	(void)state;
	struct mock_server *m;
	struct desk d;
	struct mock_counts counts;
	assert_int_equal(mock_server_create(&m, &good), 0);
	desk_open(&d, mock_server_port(m), 1, false);
	WAIT_FOR(&d, d.report.state == SESSION_JOINED);
	mock_server_close(m, 1001);
	WAIT_FOR(&d, d.report.joins == 2 && d.report.state == SESSION_JOINED);
	mock_server_counts(m, &counts);
	assert_non_null(strstr(counts.last_join, "\"session\":\"s1\""));
	desk_close(&d);
	mock_server_destroy(m);
}

static void a_silent_server_is_left_and_tried_again(void **state)
{
	(void)state;
	struct mock_server *m;
	struct desk d;
	assert_int_equal(mock_server_create(&m, &good), 0);
	desk_open(&d, mock_server_port(m), 1, false);
	WAIT_FOR(&d, d.report.state == SESSION_JOINED);
	mock_server_behave(m, &(struct mock_manners){ .welcome = WELCOME, .silent = true });
	WAIT_FOR(&d, d.report.joins >= 2);
	mock_server_behave(m, &good);
	WAIT_FOR(&d, d.report.state == SESSION_JOINED && d.report.clock_known);
	desk_close(&d);
	mock_server_destroy(m);
}

static void a_refusal_ends_it(void **state)
{
	(void)state;
	struct mock_server *m;
	struct desk d;
	struct mock_manners no = { .refusal = "{\"type\":\"error\",\"code\":\"unknown_booth\","
					      "\"message\":\"there is no booth xx\"}",
		.refusal_code = 4003 };
	assert_int_equal(mock_server_create(&m, &no), 0);
	desk_open(&d, mock_server_port(m), 1, true);
	WAIT_FOR(&d, d.report.left);
	assert_int_equal(d.report.state, SESSION_ENDED);
	assert_string_equal(d.report.trouble, "there is no booth xx");
	desk_close(&d);
	mock_server_destroy(m);
}

static void a_server_that_never_welcomes_is_given_up(void **state)
{
	(void)state;
	struct mock_server *m;
	struct desk d;
	assert_int_equal(mock_server_create(&m, &(struct mock_manners){ .silent = true }), 0);
	desk_open(&d, mock_server_port(m), 1, false);
	WAIT_FOR(&d, d.report.left);
	assert_string_equal(d.report.trouble, "the server does not answer");
	desk_close(&d);
	mock_server_destroy(m);
}

static void nobody_there_ends_it(void **state)
{
	(void)state;
	struct mock_server *m;
	struct desk d;
	assert_int_equal(mock_server_create(&m, &good), 0);
	uint16_t port = mock_server_port(m);
	mock_server_destroy(m);
	desk_open(&d, port, 1, false);
	WAIT_FOR(&d, d.report.left);
	assert_int_equal(d.report.state, SESSION_ENDED);
	print_message("%s\n", d.report.trouble);
	desk_close(&d);
}

/* An attempt may hold the thread up while a user presses keys, and then leaves. */
static void it_ends_though_its_orders_are_full(void **state)
{
	(void)state;
	struct mock_server *m;
	struct desk d;
	const struct link_order key = { .kind = LINK_NOTE_MICROPHONE };
	assert_int_equal(mock_server_create(&m, &good), 0);
	desk_open(&d, mock_server_port(m), 1, true);
	while (pipe_put(&d.orders, &key, sizeof key))
		;
	desk_close(&d);
	mock_server_destroy(m);
}

static void nonsense_from_the_server_closes_and_starts_again(void **state)
{
	(void)state;
	struct mock_server *m;
	struct desk d;
	assert_int_equal(mock_server_create(&m, &good), 0);
	desk_open(&d, mock_server_port(m), 1, false);
	WAIT_FOR(&d, d.report.state == SESSION_JOINED);
	mock_server_say(m, "{\"type\":");
	WAIT_FOR(&d, d.report.joins == 2);
	static char large[MESSAGE_BYTES_MAX - 1];
	memset(large, ' ', sizeof large);
	mock_server_send(m, large, sizeof large);
	WAIT_FOR(&d, d.report.malformed == 1);
	desk_close(&d);
	mock_server_destroy(m);
}

static void packets_that_waited_too_long_are_dropped(void **state)
{
	(void)state;
	struct mock_server *m;
	struct desk d;
	struct mock_counts counts;
	assert_int_equal(mock_server_create(&m, &good), 0);
	desk_open(&d, mock_server_port(m), 1, false);
	WAIT_FOR(&d, d.report.state == SESSION_JOINED);
	struct uplink_packet old = { .made_ns = clock_now_ns() - NS_PER_S, .bytes = 10 };
	(void)pipe_put(&d.uplink, &old, uplink_packet_bytes(&old));
	send_packet(&d, 100);
	WAIT_FOR(&d, (mock_server_counts(m, &counts), counts.packets == 1));
	WAIT_FOR(&d, d.report.uplink_dropped == 1);
	assert_int_equal(counts.packet_bytes, 100);
	desk_close(&d);
	mock_server_destroy(m);
}

/* A socket takes megabytes for a server that does not read; of sound, only what is heard in time is
 * worth sending. */
static void what_stands_in_the_socket_is_not_added_to(void **state)
{
	(void)state;
	enum { ENOUGH_BYTES = 256 * 1024 }; /* far more than stands in 100 ms */
	struct mock_server *m;
	struct desk d;
	assert_int_equal(mock_server_create(&m, &good), 0);
	desk_open(&d, mock_server_port(m), 1, false);
	WAIT_FOR(&d, d.report.state == SESSION_JOINED && d.report.clock_known);
	mock_server_behave(m, &(struct mock_manners){ .welcome = WELCOME, .deaf = true });
	while (d.report.uplink_dropped == 0 && d.report.bytes_out < ENOUGH_BYTES) {
		send_packet(&d, RTP_PACKET_MAX);
		look(&d);
		(void)poll(NULL, 0, 2);
	}
	assert_true(d.report.uplink_dropped > 0);
	desk_close(&d);
	mock_server_destroy(m);
}

static void say(struct desk *d, const char *text)
{
	static struct line_text t;
	t.bytes = (uint32_t)snprintf(t.text, sizeof t.text, "%s", text);
	assert_true(pipe_put(&d->says, &t, line_text_bytes(&t)));
	link_ring(d->link);
}

/* What a hand did while there was no line must not be done when there is one again. */
static void what_is_said_without_a_line_is_dropped(void **state)
{
	(void)state;
	struct mock_server *m;
	struct desk d;
	struct mock_counts counts;
	assert_int_equal(mock_server_create(&m, &(struct mock_manners){ 0 }), 0);
	desk_open(&d, mock_server_port(m), 1, true);
	WAIT_FOR(&d, (mock_server_counts(m, &counts), counts.joins == 1));
	say(&d, "{\"type\":\"microphone\",\"on\":true}");
	WAIT_FOR(&d, pipe_waiting(&d.says) == 0);
	mock_server_behave(m, &good);
	mock_server_say(m, WELCOME);
	WAIT_FOR(&d, d.report.state == SESSION_JOINED);
	say(&d, "{\"type\":\"subscribe\",\"channels\":[\"mn\"]}");
	WAIT_FOR(&d, (mock_server_counts(m, &counts), counts.subscribes == 1));
	assert_int_equal(counts.microphones_on, 0);
	desk_close(&d);
	mock_server_destroy(m);
}

/* ---- TLS ---- */

/* libwebsockets 4.1.6 keeps OpenSSL's memory of a server's vhost that had a WebSocket over TLS: the
 * mock server's, not ours. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libcrypto.so\nleak:libssl.so\n";
}

static char folder[] = "/tmp/tumen-link-XXXXXX";
static char certificate[64], key[64];

/* A certificate for localhost that nobody has signed but itself. */
static void make_certificate(void)
{
	char command[400];
	if (system("openssl version >/dev/null 2>&1") != 0)
		skip();
	assert_non_null(mkdtemp(folder));
	snprintf(certificate, sizeof certificate, "%s/certificate.pem", folder);
	snprintf(key, sizeof key, "%s/key.pem", folder);
	snprintf(command, sizeof command,
			"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
			"-keyout %s -out %s -days 2 -subj /CN=localhost "
			"-addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>/dev/null",
			key, certificate);
	assert_int_equal(system(command), 0);
}

static void remove_certificate(void)
{
	unlink(certificate);
	unlink(key);
	rmdir(folder);
}

static void a_certificate_is_verified_unless_told_not_to(void **state)
{
	(void)state;
	struct mock_server *m;
	struct desk d;
	make_certificate();
	struct mock_manners tls = { .welcome = WELCOME, .certificate = certificate, .key = key };
	assert_int_equal(mock_server_create(&m, &tls), 0);
	struct url url = { .tls = true,
		.host = "localhost",
		.path = "/ws",
		.port = mock_server_port(m) };

	desk_open_to(&d, &url, false, 1, false);
	WAIT_FOR(&d, d.report.left);
	print_message("unknown signer: %s\n", d.report.trouble);
	assert_non_null(strstr(d.report.trouble, "certificate"));
	desk_close(&d);

	desk_open_to(&d, &url, true, 1, false);
	WAIT_FOR(&d, d.report.state == SESSION_JOINED);
	send_packet(&d, 100);
	struct mock_counts counts;
	WAIT_FOR(&d, (mock_server_counts(m, &counts), counts.packets == 1));
	desk_close(&d);

	setenv("SSL_CERT_FILE", certificate, 1); /* now it is known */
	desk_open_to(&d, &url, false, 1, false);
	WAIT_FOR(&d, d.report.state == SESSION_JOINED);
	desk_close(&d);

	unsetenv("SSL_CERT_FILE");
	mock_server_destroy(m);
	remove_certificate();
}

static void plain_and_tls_do_not_understand_each_other(void **state)
{
	(void)state;
	struct mock_server *m;
	struct desk d;
	assert_int_equal(mock_server_create(&m, &good), 0);
	struct url url = { .tls = true,
		.host = "localhost",
		.path = "/ws",
		.port = mock_server_port(m) };
	desk_open_to(&d, &url, false, 1, false);
	WAIT_FOR(&d, d.report.left);
	print_message("TLS to plain: %s\n", d.report.trouble);
	assert_non_null(strstr(d.report.trouble, "TLS"));
	desk_close(&d);
	mock_server_destroy(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets_go_both_ways),
		cmocka_unit_test(bundles_are_taken_apart),
		cmocka_unit_test(orders_are_said),
		cmocka_unit_test(a_lost_connection_comes_back_to_its_seat),
		cmocka_unit_test(a_silent_server_is_left_and_tried_again),
		cmocka_unit_test(a_refusal_ends_it),
		cmocka_unit_test(a_server_that_never_welcomes_is_given_up),
		cmocka_unit_test(nobody_there_ends_it),
		cmocka_unit_test(it_ends_though_its_orders_are_full),
		cmocka_unit_test(nonsense_from_the_server_closes_and_starts_again),
		cmocka_unit_test(packets_that_waited_too_long_are_dropped),
		cmocka_unit_test(what_stands_in_the_socket_is_not_added_to),
		cmocka_unit_test(what_is_said_without_a_line_is_dropped),
		cmocka_unit_test(a_certificate_is_verified_unless_told_not_to),
		cmocka_unit_test(plain_and_tls_do_not_understand_each_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
