// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "base/log.h"
#include "control/control_state.h"
#include "proto/console_message.h"

#define PEOPLE_NS (100 * NS_PER_MS) /* changes are told to the staff no more often */

enum { SEATS_BYTES = MESSAGE_BYTES_MAX - 256 }; /* of one message, besides who set the language */

/* NULL where there is none. */
static const char *channel_id(const struct control *c, uint32_t channel)
{
	return channel < c->plan->channel_count ? c->plan->channels[channel].id : NULL;
}

/* ---- one seat, for the staff ---- */

static int write_seat(const struct control *c, uint32_t number, char *text, size_t capacity)
{
	static const char *const calls[] = { "none", "calling", "answered" };
	const struct seat *seat = &c->roster.seats[number];
	struct message_seat_state s = { .seat = number, .state = seat_state_name(seat->state) };
	if (seat->state == SEAT_EMPTY)
		return message_write_seat(text, capacity, &s);
	bool interpreter = seat->role == ROLE_INTERPRETER;
	s.role = message_role_name(seat->role);
	s.booth = interpreter ? control_booth_id(c, seat->console.booth) : NULL;
	s.name = seat->name;
	s.microphone = console_state_name(seat->keys);
	s.on_air = seat->on_air;
	s.turn_ms = seat->on_air ? (seat->on_air_ns - c->epoch_ns) / NS_PER_MS : -1;
	s.output = interpreter ? channel_id(c, seat->console.output) : NULL;
	s.hears = interpreter ? channel_id(c, c->routing.seats[number].hears) : NULL;
	s.reason = seat->keys == CONSOLE_SUSPENDED ? message_reason_name(seat->reason) : NULL;
	s.slow_down = seat->slow_down;
	s.call = calls[seat->call];
	s.consents = seat->consents;
	return message_write_seat(text, capacity, &s);
}

static void refresh_seat(struct control *c, uint32_t number)
{
	char text[SEAT_TEXT_BYTES];
	struct seat_text *known = &c->seats[number];
	bool never_used = known->version == 0 && c->roster.seats[number].state == SEAT_EMPTY;
	if (never_used)
		return;
	if (write_seat(c, number, text, sizeof text) < 0) {
		log_error("control", "seat not written seat=%u", number);
		return;
	}
	if (known->version != 0 && strcmp(text, known->text) == 0)
		return;
	memcpy(known->text, text, sizeof text);
	known->version++;
}

/* ---- one console, for itself ---- */

static uint32_t output_key(const struct control *c, const struct routing_console *console)
{
	const struct plan_booth *booth = &c->plan->booths[console->booth];
	for (uint32_t i = 0; i < BOOTH_OUTPUTS; i++)
		if (booth->outputs[i] == console->output)
			return i;
	return 0;
}

static int seat_or_nobody(uint32_t seat)
{
	return seat == SEAT_NONE ? SEAT_NOBODY : (int)seat;
}

static struct message_handover_state handover_of(const struct control *c, uint32_t booth)
{
	const struct handover *h = &c->handovers[booth];
	if (h->state == HANDOVER_NONE)
		return (struct message_handover_state){ .state = handover_state_name(h->state),
			.from = SEAT_NOBODY,
			.to = SEAT_NOBODY };
	return (struct message_handover_state){ .state = handover_state_name(h->state),
		.from = seat_or_nobody(h->from),
		.to = seat_or_nobody(h->to),
		.until_ms = (h->deadline_ns - c->epoch_ns) / NS_PER_MS };
}

static int write_console(const struct control *c, uint32_t number, char *text, size_t capacity)
{
	const struct seat *seat = &c->roster.seats[number];
	const struct routing_seat *routed = &c->routing.seats[number];
	const struct plan_booth *booth = &c->plan->booths[seat->console.booth];
	const char *offered[CHANNELS_MAX];
	uint32_t count = 0;
	for (uint32_t i = 0; i < c->plan->channel_count; i++)
		if (routed->offered >> i & 1)
			offered[count++] = c->plan->channels[i].id;
	struct message_console console = { .seat = number,
		.microphone = console_state_name(seat->keys),
		.on_air = seat->on_air,
		.output = output_key(c, &seat->console),
		.incoming = channel_id(c, seat->console.incoming),
		.floor_key = channel_id(c, routed->floor_key),
		.hears = channel_id(c, routed->hears),
		.offered = offered,
		.offered_count = count,
		.handover = handover_of(c, seat->console.booth) };
	for (int i = 0; i < BOOTH_OUTPUTS; i++)
		console.outputs[i] = channel_id(c, booth->outputs[i]);
	return message_write_console(text, capacity, &console);
}

static void tell_console(struct control *c, uint32_t number)
{
	const struct seat *seat = &c->roster.seats[number];
	if (!roster_is_here(seat) || seat->role != ROLE_INTERPRETER)
		return;
	int bytes = write_console(c, number, c->event.text, CONSOLE_TEXT_BYTES);
	if (bytes > 0 && strcmp(c->event.text, c->consoles[number]) == 0)
		return;
	if (bytes > 0)
		memcpy(c->consoles[number], c->event.text, (size_t)bytes + 1);
	control_send_text(c, seat->session, bytes);
}

/* ---- all seats, for the staff ---- */

/* From seat *next on, those whose version is not the one told (told NULL: all that ever were used),
 * as many as one message holds. *next: where the message after it goes on. */
static int write_seats(struct control *c, const uint32_t *told, uint32_t *next)
{
	const char *texts[MICROPHONES_MAX];
	uint32_t count = 0;
	size_t bytes = 0;
	for (; *next < MICROPHONES_MAX; ++*next) {
		const struct seat_text *seat = &c->seats[*next];
		if (seat->version == (told ? told[*next] : 0))
			continue;
		bytes += strlen(seat->text) + 1; /* a comma */
		if (bytes > SEATS_BYTES)
			break;
		texts[count++] = seat->text;
	}
	return message_write_seats(c->event.text, MESSAGE_BYTES_MAX + 1, texts, count, c->floor_by);
}

void control_send_seats(struct control *c, struct session_ref who)
{
	uint32_t next = 0;
	do
		control_send_text(c, who, write_seats(c, NULL, &next));
	while (next < MICROPHONES_MAX);
}

static bool knows_all(const struct control *c, const struct control_loop *loop)
{
	bool knows = loop->told_floor_by == c->floor_by_version;
	for (uint32_t i = 0; i < MICROPHONES_MAX && knows; i++)
		knows = loop->told_seats[i] == c->seats[i].version;
	return knows;
}

/* True when something was said. */
static bool tell_loop(struct control *c, struct control_loop *loop)
{
	uint32_t next = 0;
	if (knows_all(c, loop) || !outbox_clear(&loop->outbox))
		return false;
	do {
		uint32_t first = next;
		if (!control_broadcast_to(c, loop, STAFF, write_seats(c, loop->told_seats, &next)))
			return true; /* the rest is told next time */
		for (uint32_t i = first; i < next; i++)
			loop->told_seats[i] = c->seats[i].version;
	} while (next < MICROPHONES_MAX);
	loop->told_floor_by = c->floor_by_version;
	return true;
}

void control_tell_people(struct control *c)
{
	if (c->people_stale) {
		c->people_stale = false;
		for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
			refresh_seat(c, i);
			tell_console(c, i);
		}
	}
	if (c->now_ns < c->people_due_ns)
		return;
	for (uint32_t i = 0; i < c->loop_count; i++)
		if (tell_loop(c, &c->loops[i]))
			c->people_due_ns = c->now_ns + PEOPLE_NS;
}
