// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "control/control_state.h"
#include "control/gauges.h"
#include "proto/console_message.h"

enum { UPLINK_BITRATE_BPS = 64000 }; /* what welcome asks of consoles and the floor */

enum { TELL_NS = 100 * NS_PER_MS, DELAY_NS = NS_PER_S };

/* ---- to one session ---- */

static bool put(struct control *c, struct session_ref who, enum event_kind kind)
{
	c->event.kind = kind;
	c->event.session = who.handle;
	return outbox_put(&c->loops[who.loop].outbox, &c->event);
}

void control_close(struct control *c, struct session_ref who, enum close_code code,
		const char *reason)
{
	struct session *s = roster_find(&c->roster, who);
	if (!s || s->closing)
		return;
	s->closing = true;
	c->event.close_code = (uint16_t)code;
	c->event.text_bytes = (uint32_t)snprintf(c->event.text, CLOSE_REASON_BYTES, "%s", reason);
	assert(c->event.text_bytes < CLOSE_REASON_BYTES); /* all reasons are ours */
	if (!put(c, who, EVENT_CLOSE))
		log_error("control", "close lost loop=%" PRIu32 " slot=%" PRIu32, who.loop,
				who.handle.slot);
}

/* What cannot be said to a session must not go missing in the middle: it is closed instead. */
static void give_up(struct control *c, struct session_ref who)
{
	log_warning("control", "loop too busy loop=%" PRIu32 " closing_slot=%" PRIu32, who.loop,
			who.handle.slot);
	control_close(c, who, CLOSE_FULL, "server too busy");
}

void control_send_text(struct control *c, struct session_ref who, int bytes)
{
	const struct session *s = roster_find(&c->roster, who);
	if (!s || s->closing)
		return;
	if (bytes < 0) {
		log_error("control", "message not written error=%s", strerror(-bytes));
		return;
	}
	c->event.text_bytes = (uint32_t)bytes;
	if (!put(c, who, EVENT_TEXT))
		give_up(c, who);
}

void control_error(struct control *c, struct session_ref who, const char *code, const char *re,
		const char *format, ...)
{
	struct message_error error = { .code = code };
	snprintf(error.re, sizeof error.re, "%s", re);
	va_list args;
	va_start(args, format);
	vsnprintf(error.text, sizeof error.text, format, args);
	va_end(args);
	control_send_text(c, who, message_write_error(c->event.text, sizeof c->event.text, &error));
}

/* The seat whose sound it brings; SEAT_NONE. */
static uint32_t uplink_of(const struct session *s)
{
	return s->path_of != SEAT_NONE ? s->path_of : s->seat;
}

void control_grant(struct control *c, struct session_ref who, const struct session *s)
{
	uint32_t seat = uplink_of(s);
	bool has_uplink = seat != SEAT_NONE;
	c->event.role = s->role;
	c->event.microphone = has_uplink ? c->roster.seats[seat].microphone : (struct handle){ 0 };
	c->event.uplink_ssrc = has_uplink ? MICROPHONE_SSRC_BASE + seat : 0;
	c->event.path = s->path_of != SEAT_NONE;
	c->event.text_bytes = 0;
	c->event.text[0] = '\0';
	if (!put(c, who, EVENT_GRANT))
		give_up(c, who);
}

void control_send_subscription(struct control *c, struct session_ref who, const struct session *s)
{
	if (s->closing)
		return;
	c->event.subscription = s->subscription;
	c->event.text_bytes = 0;
	c->event.text[0] = '\0';
	if (!put(c, who, EVENT_SUBSCRIBE))
		give_up(c, who);
}

void control_open_door(struct control *c, struct session_ref door, bool opens)
{
	c->event.opens = opens;
	c->event.text_bytes = 0;
	c->event.text[0] = '\0';
	if (!put(c, door, EVENT_DOOR)) /* it stays shut, and the loop tires of waiting */
		log_warning("control", "loop too busy loop=%" PRIu32 " door=%" PRIu32, door.loop,
				door.handle.slot);
}

static struct message_stream describe(const char *channel, uint32_t stream, bool low)
{
	return (struct message_stream){ .channel = channel,
		.low = low,
		.ssrc = stream_ssrc(stream),
		.frame_ms = stream_frame_ms(stream) };
}

enum { SESSION_STREAMS_MAX = CHANNELS_MAX + 1 }; /* and the boothmates' */

static uint32_t streams_of(const struct control *c, const struct session *s,
		struct message_stream streams[static SESSION_STREAMS_MAX])
{
	enum rendition rendition = s->subscription.rendition;
	uint32_t count = 0;
	for (uint32_t i = 0; i < c->plan->channel_count; i++)
		if (s->subscription.channels >> i & 1)
			streams[count++] = describe(c->plan->channels[i].id,
					stream_of(i, rendition), rendition == RENDITION_LOW);
	if (s->subscription.monitor && s->seat != SEAT_NONE)
		streams[count++] = describe(NULL, stream_of_monitor(s->seat), false);
	return count;
}

static struct message_event event_as(const struct control *c, const struct status *told)
{
	return (struct message_event){ .id = c->plan->id,
		.title = c->plan->title,
		.floor_language = status_floor_language(told, c->plan),
		.access = auth_access(&c->auth) };
}

/* Those that stand, as they are told. */
struct notices {
	struct message_announcement list[ANNOUNCEMENTS_MAX];
	const char *channels[ANNOUNCEMENTS_MAX][CHANNELS_MAX];
};

static uint32_t notices_of(const struct control *c, struct notices *n)
{
	for (uint32_t i = 0; i < c->announcements.count; i++)
		n->list[i] = control_announcement(c, &c->announcements.standing[i], n->channels[i]);
	return c->announcements.count;
}

/* The state in it is the one that the loop was told last: what changed since will be told. */
void control_welcome(struct control *c, struct session_ref who, const struct session *s,
		const char *id)
{
	const struct status *told = &c->loops[who.loop].told;
	struct message_channel channels[CHANNELS_MAX];
	struct message_stream streams[SESSION_STREAMS_MAX];
	struct notices notices;
	struct message_welcome welcome = { .role = s->role,
		.session = id,
		.server_ms = control_server_ms(c),
		.event = event_as(c, told),
		.channels = channels,
		.channel_count = status_channels(told, c->plan, UINT32_MAX, channels),
		.streams = streams,
		.stream_count = streams_of(c, s, streams),
		.announcements = notices.list,
		.announcement_count = notices_of(c, &notices),
		.has_uplink = uplink_of(s) != SEAT_NONE,
		.uplink_ssrc = MICROPHONE_SSRC_BASE + uplink_of(s),
		.uplink_bitrate_bps = UPLINK_BITRATE_BPS };
	control_send_text(c, who,
			message_write_welcome(c->event.text, sizeof c->event.text, &welcome));
}

void control_subscribed(struct control *c, struct session_ref who, const struct session *s)
{
	struct message_stream streams[SESSION_STREAMS_MAX];
	uint32_t count = streams_of(c, s, streams);
	control_send_text(c, who,
			message_write_subscribed(c->event.text, sizeof c->event.text, streams,
					count));
}

void control_ping(struct control *c, const struct actor *a, const struct message *m)
{
	double server_ms = (double)control_server_ns(c) / (double)NS_PER_MS;
	control_send_text(c, a->who,
			message_write_pong(c->event.text, sizeof c->event.text, m->ping.t,
					server_ms));
}

void control_alert(struct control *c, uint32_t number, const char *code, uint32_t about,
		const char *format, ...)
{
	const struct seat *seat = &c->roster.seats[number];
	if (!roster_is_here(seat))
		return;
	char text[ERROR_TEXT_BYTES];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	int whose = about == SEAT_NONE ? SEAT_NOBODY : (int)about;
	control_send_text(c, seat->session,
			message_write_alert(c->event.text, sizeof c->event.text, code, whose,
					text));
}

/* ---- to everybody ---- */

bool control_broadcast(struct control *c, uint32_t roles, int bytes)
{
	if (bytes < 0)
		return false;
	bool all = true;
	c->event.kind = EVENT_BROADCAST;
	c->event.roles = roles;
	c->event.text_bytes = (uint32_t)bytes;
	for (uint32_t i = 0; i < c->loop_count; i++)
		all = outbox_put(&c->loops[i].outbox, &c->event) && all;
	return all;
}

bool control_broadcast_to(struct control *c, struct control_loop *loop, uint32_t roles, int bytes)
{
	if (bytes < 0) {
		log_error("control", "message not written error=%s", strerror(-bytes));
		return false;
	}
	c->event.kind = EVENT_BROADCAST;
	c->event.roles = roles;
	c->event.text_bytes = (uint32_t)bytes;
	return outbox_put(&loop->outbox, &c->event);
}

void control_broadcast_fleeting(struct control *c, uint32_t roles, int bytes)
{
	if (bytes < 0) {
		log_error("control", "message not written error=%s", strerror(-bytes));
		return;
	}
	c->event.kind = EVENT_FLEETING;
	c->event.roles = roles;
	c->event.text_bytes = (uint32_t)bytes;
	for (uint32_t i = 0; i < c->loop_count; i++)
		if (outbox_is_read(&c->loops[i].outbox))
			outbox_put(&c->loops[i].outbox, &c->event);
}

/* Brings `told` up to `now` in what has changed; what stays the same keeps the delay last told. */
static void note_told(struct status *told, const struct status *now, uint32_t changed)
{
	told->floor_language = now->floor_language;
	for (uint32_t i = 0; i < now->channel_count; i++)
		if (changed >> i & 1)
			told->channels[i] = now->channels[i];
}

/* True when something was said. */
static bool broadcast_changes(struct control *c, struct control_loop *loop, bool delays)
{
	struct message_channel channels[CHANNELS_MAX];
	uint32_t changed = status_changes(&loop->told, &c->status, delays);
	bool language = loop->told.floor_language != c->status.floor_language;
	if ((!changed && !language) || !outbox_clear(&loop->outbox))
		return false;
	uint32_t count = status_channels(&c->status, c->plan, changed, channels);
	int bytes = message_write_state(c->event.text, sizeof c->event.text, channels, count,
			language ? status_floor_language(&c->status, c->plan) : NULL);
	if (bytes < 0)
		return false; /* told next time */
	c->event.kind = EVENT_BROADCAST;
	c->event.roles = EVERY_ROLE;
	c->event.text_bytes = (uint32_t)bytes;
	outbox_put(&loop->outbox, &c->event);
	note_told(&loop->told, &c->status, changed);
	return true;
}

static void refresh_event_page(struct control *c, bool delays)
{
	uint32_t changed = status_changes(&c->paged, &c->status, delays);
	if (!changed && c->paged.floor_language == c->status.floor_language)
		return;
	note_told(&c->paged, &c->status, changed);
	control_write_page(c, EVENT_PAGE_EVENT);
}

/* A note made before the route in force speaks of microphones that are gone. */
static const struct media_note *note_in_force(const struct control *c)
{
	return c->has_note && c->note.route == c->media.route.number ? &c->note : NULL;
}

/* Why: the reason of the console that suspended the channel. */
static void name_reasons(struct control *c)
{
	for (uint32_t i = 1; i < c->plan->channel_count; i++) {
		struct status_channel *channel = &c->status.channels[i];
		if (channel->state != CHANNEL_SUSPENDED)
			continue;
		const struct seat *seat = &c->roster.seats[c->routing.channels[i].slot];
		snprintf(channel->reason, sizeof channel->reason, "%s",
				message_reason_name(seat->reason));
	}
}

void control_tell_status(struct control *c)
{
	if (c->now_ns < c->tell_due_ns)
		return;
	status_compute(&c->status, c->plan, c->input.floor_language, &c->routing, note_in_force(c));
	name_reasons(c);
	bool delays = c->now_ns >= c->delay_due_ns;
	if (delays)
		c->delay_due_ns = c->now_ns + DELAY_NS;
	for (uint32_t i = 0; i < c->loop_count; i++)
		if (broadcast_changes(c, &c->loops[i], delays))
			c->tell_due_ns = c->now_ns + TELL_NS;
	refresh_event_page(c, delays);
}

/* ---- pages ---- */

static int write_event(struct control *c, char *text)
{
	struct message_channel channels[CHANNELS_MAX];
	struct message_booth booths[BOOTHS_MAX];
	const struct message_event_page page = { .event = event_as(c, &c->paged),
		.channels = channels,
		.channel_count = status_channels(&c->paged, c->plan, UINT32_MAX, channels),
		.booths = booths,
		.booth_count = control_booths(c, booths) };
	return message_write_event(text, PAGE_BYTES, &page);
}

void control_write_page(struct control *c, enum event_page page)
{
	char *text = c->pages[page];
	int bytes = page == EVENT_PAGE_EVENT ? write_event(c, text)
					     : (int)gauges_write(text, PAGE_BYTES, c->plan,
							       &c->status, &c->roster, c->counters,
							       c->has_note ? &c->note : NULL);
	if (bytes < 0)
		return; /* the former one stays */
	c->page_bytes[page] = (uint32_t)bytes;
	for (uint32_t i = 0; i < c->loop_count; i++)
		c->loops[i].page_waits[page] = true;
}

/* As much of the page as one event carries, from there on. */
static void write_part(struct control *c, enum event_page page, uint32_t offset)
{
	uint32_t rest = c->page_bytes[page] - offset;
	uint32_t most = sizeof c->event.text - 1;
	c->event.kind = EVENT_PAGE;
	c->event.page = page;
	c->event.page_offset = offset;
	c->event.page_goes_on = rest > most;
	c->event.text_bytes = rest > most ? most : rest;
	memcpy(c->event.text, c->pages[page] + offset, c->event.text_bytes);
	c->event.text[c->event.text_bytes] = '\0';
}

/* A loop that gets only the first parts keeps the page that it has. */
static void tell_page(struct control *c, struct control_loop *loop, enum event_page page)
{
	if (!loop->page_waits[page] || !outbox_clear(&loop->outbox))
		return;
	uint32_t offset = 0;
	do {
		write_part(c, page, offset);
		if (!outbox_put(&loop->outbox, &c->event))
			return; /* again at the next turn */
		offset += c->event.text_bytes;
	} while (c->event.page_goes_on);
	loop->page_waits[page] = false;
}

void control_tell_pages(struct control *c)
{
	for (uint32_t i = 0; i < c->loop_count; i++)
		for (int page = 0; page < EVENT_PAGES; page++)
			tell_page(c, &c->loops[i], (enum event_page)page);
}
