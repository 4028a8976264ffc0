// SPDX-License-Identifier: Apache-2.0
#include "link.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/thread.h"
#include "proto/framing.h"
#include "wire.h"

enum {
	LOOK_MS = 100,  /* the longest sleep between two looks at the session */
	LEAVE_MS = 500, /* for the closing handshake */
	REPORT_MS = 250,
	REALTIME_PRIORITY = 15, /* below those that it feeds */
};

struct link {
	struct link_setup setup;
	struct thread thread;
	atomic_bool stopping;
	struct wire *wire;
	struct session session;
	struct link_report report;
	struct line_text text; /* on its way */
	enum session_state reported;
	uint32_t streams_version; /* as last told to playback */
	int64_t clock_offset_us;  /* as last told to capture and playback */
	bool leaving, done;
	int64_t leave_ns;  /* when good-bye has taken too long */
	int64_t report_ns; /* when the next report is due at the latest */
};

/* ---- to the other threads ---- */

static struct line_clock clock_of(const struct session *s)
{
	return (struct line_clock){ .known = s->clock.known, .offset_us = s->clock.offset_us };
}

static void report(struct link *l)
{
	struct link_report *r = &l->report;
	const struct session *s = &l->session;
	r->state = s->state;
	r->left = l->done;
	r->joins = s->joins;
	r->retry_ns = s->retry_ns;
	r->has_uplink = s->has_uplink;
	r->clock_known = s->clock.known;
	r->clock_offset_us = s->clock.offset_us;
	r->rtt_ns = s->clock.rtt_ns;
	r->view = s->view;
	memcpy(r->trouble, s->trouble, sizeof r->trouble);
	memcpy(r->session, s->setup.join.session, sizeof r->session);
	l->report_ns = clock_now_ns() + REPORT_MS * NS_PER_MS;
	(void)pipe_put(l->setup.ports.reports, r, sizeof *r);
	bell_ring(l->setup.ports.main);
}

static void tell_capture(struct link *l)
{
	if (!l->setup.ports.terms)
		return;
	const struct session *s = &l->session;
	struct uplink_terms terms = {
		.open = s->state == SESSION_JOINED && s->has_uplink,
		.ssrc = s->uplink_ssrc,
		.bitrate_bps = s->uplink_bitrate_bps,
		.clock = clock_of(s),
	};
	(void)pipe_put(l->setup.ports.terms, &terms, sizeof terms);
	bell_ring(l->setup.ports.capture);
}

/* One packet, or none, with the terms of the moment. */
static void tell_playback(struct link *l, const uint8_t *rtp, size_t bytes)
{
	if (!l->setup.ports.arrivals)
		return;
	struct arrival a = {
		.arrival_ns = clock_now_ns(),
		.clock = clock_of(&l->session),
		.bytes = (uint32_t)bytes,
	};
	for (uint32_t i = 0; i < l->session.stream_count; i++) {
		const struct answer_stream *s = &l->session.streams[i];
		enum line_voice voice = s->boothmate ? VOICE_BOOTHMATE : VOICE_CHANNEL;
		a.has_ssrc[voice] = true;
		a.ssrc[voice] = s->ssrc;
	}
	if (bytes > 0)
		memcpy(a.rtp, rtp, bytes);
	(void)pipe_put(l->setup.ports.arrivals, &a, arrival_bytes(&a));
	bell_ring(l->setup.ports.playback);
}

/* What the session learned since the last look goes to those who need it. */
static void spread(struct link *l)
{
	const struct session *s = &l->session;
	bool changed = s->state != l->reported || s->streams_version != l->streams_version ||
		       s->clock.offset_us != l->clock_offset_us;
	if (changed) {
		l->reported = s->state;
		l->streams_version = s->streams_version;
		l->clock_offset_us = s->clock.offset_us;
		tell_capture(l);
		tell_playback(l, NULL, 0);
	}
	report(l);
}

/* ---- a look at everything ---- */

static void take_orders(struct link *l)
{
	struct link_order o;
	while (pipe_take(l->setup.ports.orders, &o)) {
		switch (o.kind) {
		case LINK_SUBSCRIBE: session_subscribe(&l->session, o.channel); break;
		case LINK_MICROPHONE: session_microphone(&l->session, o.on); break;
		case LINK_NOTE_MICROPHONE: session_note_microphone(&l->session, o.on); break;
		case LINK_KEY: session_key(&l->session, o.session, clock_now_ns()); break;
		}
	}
}

static void leave_when_asked(struct link *l, int64_t now_ns)
{
	/* pairs with the release in link_stop() */
	if (l->leaving || !atomic_load_explicit(&l->stopping, memory_order_acquire))
		return;
	l->leaving = true;
	l->leave_ns = now_ns + LEAVE_MS * NS_PER_MS;
	wire_leave(l->wire);
}

static void act(struct link *l, int64_t now_ns)
{
	switch (session_turn(&l->session, now_ns)) {
	case SESSION_CONNECT: wire_connect(l->wire); break;
	case SESSION_HANG_UP: wire_hang_up(l->wire); break;
	case SESSION_NOTHING: break;
	}
}

static bool packets_wait(const struct link *l)
{
	return l->setup.ports.uplink && pipe_waiting(l->setup.ports.uplink) > 0;
}

static bool texts_wait(const struct link *l)
{
	return l->setup.ports.says && pipe_waiting(l->setup.ports.says) > 0;
}

/* Nobody is there to hear it. */
static void drop_all(struct link *l)
{
	struct uplink_packet p;
	while (packets_wait(l))
		(void)pipe_take(l->setup.ports.uplink, &p);
	while (texts_wait(l))
		(void)pipe_take(l->setup.ports.says, &l->text);
}

static bool has_to_write(const struct link *l, int64_t now_ns)
{
	return session_has_to_say(&l->session, now_ns) || texts_wait(l) || packets_wait(l);
}

static void finish_when_due(struct link *l, int64_t now_ns)
{
	bool alone = !wire_is_up(l->wire) || l->session.state != SESSION_JOINED;
	if (l->session.state == SESSION_ENDED)
		l->done = true;
	if (l->leaving && (alone || now_ns >= l->leave_ns))
		l->done = true;
}

static void look(struct link *l)
{
	int64_t now_ns = clock_now_ns();
	take_orders(l);
	leave_when_asked(l, now_ns);
	if (!l->leaving)
		act(l, now_ns);
	if (l->session.state != SESSION_JOINED)
		drop_all(l);
	if (has_to_write(l, now_ns))
		wire_wants_to_write(l->wire);
	finish_when_due(l, now_ns);

	int64_t wait_ns = session_deadline_ns(&l->session) - now_ns;
	wire_wake_in(l->wire, wait_ns < LOOK_MS * NS_PER_MS ? wait_ns : LOOK_MS * NS_PER_MS);
}

/* ---- what the wire tells ---- */

static void on_woken(void *user)
{
	struct link *l = user;
	enum session_state before = l->session.state;
	look(l);
	if (l->session.state != before || clock_now_ns() >= l->report_ns)
		spread(l);
}

static void on_opened(void *user)
{
	struct link *l = user;
	session_opened(&l->session, clock_now_ns());
	wire_wants_to_write(l->wire);
}

static void on_ended(void *user, int code, const char *why)
{
	struct link *l = user;
	session_closed(&l->session, code, why, clock_now_ns());
	finish_when_due(l, clock_now_ns());
	spread(l);
}

/* The next packet that is still fresh, unless the socket stands. */
static void send_packet(struct link *l)
{
	struct uplink_packet p;
	int64_t limit_ns = LINK_STANDING_MS * NS_PER_MS;
	/* TCP notices a loss and mends it within two or three round trips, and what was sent
	 * meanwhile arrives with it: only what stands for longer is a queue */
	int64_t mended_ns = LINK_MEND_ROUNDS * l->session.clock.min_rtt_ns;
	bool stands = wire_standing_ns(l->wire) > limit_ns + mended_ns;
	while (pipe_take(l->setup.ports.uplink, &p)) {
		if (stands || clock_now_ns() - p.made_ns > limit_ns) {
			l->report.uplink_dropped++;
			continue;
		}
		l->report.packets_out++;
		l->report.bytes_out += p.bytes;
		wire_write(l->wire, p.rtp, p.bytes, true);
		return;
	}
}

static void send_text(struct link *l)
{
	(void)pipe_take(l->setup.ports.says, &l->text);
	wire_write(l->wire, l->text.text, l->text.bytes, false);
}

static void on_writeable(void *user)
{
	struct link *l = user;
	char text[WIRE_MESSAGE_MAX];
	int64_t now_ns = clock_now_ns();
	int bytes = session_say(&l->session, text, sizeof text, now_ns);
	if (bytes > 0)
		wire_write(l->wire, text, (size_t)bytes, false);
	else if (l->session.state == SESSION_JOINED && texts_wait(l))
		send_text(l);
	else if (l->session.state == SESSION_JOINED && l->setup.ports.uplink)
		send_packet(l);
	if (has_to_write(l, now_ns))
		wire_wants_to_write(l->wire);
}

static void take_packet(struct link *l, const uint8_t *rtp, size_t bytes)
{
	if (bytes == 0 || bytes > RTP_PACKET_MAX) {
		l->report.malformed++;
		return;
	}
	l->report.packets_in++;
	l->report.bytes_in += bytes;
	tell_playback(l, rtp, bytes);
}

static void take_binary(struct link *l, const uint8_t *bytes, size_t count)
{
	session_heard(&l->session, clock_now_ns());
	if (l->setup.session.join.subscribe.bundle < 2) {
		take_packet(l, bytes, count);
		return;
	}
	struct framing_bundle b;
	if (framing_parse(&b, bytes, count) < 0) {
		l->report.malformed++;
		return;
	}
	for (uint32_t i = 0; i < b.count; i++)
		take_packet(l, b.packets[i].bytes, b.packets[i].length);
}

static void tell_main(struct link *l, const uint8_t *bytes, size_t count)
{
	if (!l->setup.ports.heard || count > MESSAGE_BYTES_MAX)
		return;
	l->text.bytes = (uint32_t)count;
	memcpy(l->text.text, bytes, count);
	l->text.text[count] = '\0';
	(void)pipe_put(l->setup.ports.heard, &l->text, line_text_bytes(&l->text));
}

static bool on_message(void *user, const uint8_t *bytes, size_t count, bool binary)
{
	struct link *l = user;
	if (binary) {
		take_binary(l, bytes, count);
		return true;
	}
	bool fine = session_text(&l->session, (const char *)bytes, count, clock_now_ns());
	if (!fine)
		log_warning("link", "the server sent a message that is not tumen.v1");
	else if (!l->session.ponged)
		tell_main(l, bytes, count);
	if (session_has_to_say(&l->session, clock_now_ns()))
		wire_wants_to_write(l->wire);
	spread(l);
	return fine;
}

/* ---- life ---- */

static void run(void *arg)
{
	struct link *l = arg;
	(void)thread_make_realtime(REALTIME_PRIORITY); /* where the system lets us */
	look(l);
	while (!l->done && wire_service(l->wire))
		;
	l->done = true;
	report(l);
}

int link_create(struct link **out, const struct link_setup *setup)
{
	struct link *l = calloc(1, sizeof *l);
	if (!l)
		return -ENOMEM;
	l->setup = *setup;
	session_init(&l->session, &setup->session, clock_now_ns());
	struct wire_setup wire = {
		.url = setup->url,
		.insecure_tls = setup->insecure_tls,
		.local = setup->local,
		.events = { on_opened, on_message, on_writeable, on_ended, on_woken },
		.user = l,
	};
	int err = wire_create(&l->wire, &wire);
	if (!err)
		err = thread_start(&l->thread, THREAD_LINK, "link", run, l);
	if (err) {
		link_destroy(l);
		return err;
	}
	*out = l;
	return 0;
}

void link_ring(struct link *l)
{
	wire_ring(l->wire);
}

void link_stop(struct link *l)
{
	/* pairs with the acquire in leave_when_asked() */
	atomic_store_explicit(&l->stopping, true, memory_order_release);
	link_ring(l);
	thread_join(&l->thread);
}

void link_destroy(struct link *l)
{
	if (!l)
		return;
	wire_destroy(l->wire);
	free(l);
}
