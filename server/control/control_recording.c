// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "control/control_state.h"
#include "proto/desk_message.h"

#define GROWTH_NS (2 * NS_PER_S) /* how often operators are told that it grows */

/* The last that was published of who refuses lies before this, once media has said that the route
 * without them is in force: a tick that fades, and one more for its encoder. */
#define SETTLED_NS (2 * TICK_NS)

/* ---- what the recorder is told ---- */

static uint64_t refusing(const struct control *c)
{
	uint64_t set = 0;
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++)
		if (!c->roster.seats[i].consents)
			set |= UINT64_C(1) << i;
	return set;
}

void control_keep_consent(struct control *c)
{
	struct control_recording *r = &c->recording;
	if (!r->command)
		return;
	consent_route(&r->consent, &c->media.route);
	if (c->has_note && c->note.route == c->media.route.number)
		consent_in_force(&r->consent, &c->media.route);
	uint32_t consented = consent_channels(&r->consent, refusing(c));
	if (consented == r->wish.consented && !r->wish_waits)
		return;
	r->wish.consented = consented;
	r->wish.since_ns = c->now_ns + SETTLED_NS;
	r->wish_waits = !pipe_put(r->command, &r->wish, sizeof r->wish);
	bell_ring(r->bell);
}

/* ---- the operator's key ---- */

static bool channels_named(struct control *c, const struct actor *a, const struct message_record *m,
		uint32_t *set)
{
	*set = m->count ? 0 : UINT32_MAX >> (CHANNELS_MAX - c->plan->channel_count);
	for (uint32_t i = 0; i < m->count; i++) {
		uint32_t channel = plan_channel_from(c->plan, m->channels[i]);
		if (channel == PLAN_NONE) {
			control_error(c, a->who, "unknown_channel", "record",
					"there is no channel '%s'", m->channels[i]);
			return false;
		}
		*set |= UINT32_C(1) << channel;
	}
	return true;
}

/* It was begun, and has not turned out to be impossible. */
static bool is_wanted(const struct control_recording *r)
{
	bool failed = r->now.number == r->wish.number && !r->now.on && r->now.error;
	return r->wish.on && !failed;
}

void control_record(struct control *c, const struct actor *a, const struct message *m)
{
	struct control_recording *r = &c->recording;
	uint32_t channels;
	if (!r->command) {
		control_error(c, a->who, "no_recordings", "record",
				"this server has no folder for recordings");
		return;
	}
	bool is_so = m->record.on ? is_wanted(r) : !r->wish.on;
	if (!channels_named(c, a, &m->record, &channels) || is_so)
		return;
	r->wish.on = m->record.on;
	if (r->wish.on) {
		r->wish.number++;
		r->wish.channels = channels;
	}
	r->wish_waits = true;
	control_audit_actor(c, "record", a);
	audit_boolean(&c->audit, "on", r->wish.on);
	audit_end(&c->audit);
}

/* ---- what the recorder says ---- */

static void audit_recording(struct control *c, const char *event, const struct recording_note *note)
{
	audit_begin(&c->audit, control_server_ns(c), event);
	audit_text(&c->audit, "folder", note->folder);
	audit_number(&c->audit, "bytes", (int64_t)note->bytes);
	audit_number(&c->audit, "lost_pages", (int64_t)note->lost);
	if (note->error)
		audit_text(&c->audit, "reason", strerror(-note->error));
	audit_end(&c->audit);
}

/* What a listener has heard and the recording has not: said for each channel that misses some. */
static void audit_gaps(struct control *c, const struct recording_note *before)
{
	const struct recording_note *now = &c->recording.now;
	bool another = now->number != before->number;
	for (uint32_t i = 0; i < c->plan->channel_count; i++) {
		uint32_t known_ms = another ? 0 : before->gap_ms[i];
		if (now->gap_ms[i] <= known_ms)
			continue;
		c->recording.gap_ns = c->now_ns;
		audit_begin(&c->audit, control_server_ns(c), "recording_gap");
		audit_text(&c->audit, "channel", c->plan->channels[i].id);
		audit_time(&c->audit, "from", now->gap_ns[i] - c->epoch_ns);
		audit_number(&c->audit, "ms", now->gap_ms[i] - known_ms);
		audit_end(&c->audit);
	}
}

static void take(struct control *c, const struct recording_note *note)
{
	struct control_recording *r = &c->recording;
	struct recording_note before = r->now;
	bool another = note->number != before.number;
	r->now = *note;
	r->noted_ns = c->now_ns;
	audit_gaps(c, &before);
	if (before.on && (!note->on || another)) {
		before.bytes = another ? before.bytes : note->bytes;
		audit_recording(c, "recording_ended", &before);
	}
	if (note->on && (!before.on || another)) {
		r->since_ns = c->now_ns;
		audit_recording(c, "recording_began", note);
	}
	if (note->error && (another || note->error != before.error)) {
		log_error("control", "recording failed folder=%s reason=\"%s\"", note->folder,
				strerror(-note->error));
		audit_recording(c, "recording_failed", note);
	}
}

void control_take_recording_notes(struct control *c)
{
	struct recording_note note;
	while (c->recording.note && pipe_take(c->recording.note, &note))
		take(c, &note);
}

bool control_is_recorded(const struct control *c, uint32_t channel)
{
	const struct control_recording *r = &c->recording;
	bool runs = r->now.on && r->wish.on && r->now.number == r->wish.number && !r->now.error;
	return runs && (r->wish.channels & r->wish.consented) >> channel & 1;
}

/* ---- what people are told ---- */

static int write(const struct control *c, bool for_operators, char *text, size_t capacity)
{
	const struct control_recording *r = &c->recording;
	const char *channels[CHANNELS_MAX];
	struct message_recording m = { .on = r->now.on,
		.since_ms = (r->since_ns - c->epoch_ns) / NS_PER_MS,
		.channels = channels,
		.for_operators = for_operators,
		.folder = r->now.folder,
		.bytes = r->now.bytes,
		.lost = r->now.lost,
		.free_bytes = r->now.free_bytes,
		.error = r->now.error ? strerror(-r->now.error) : "" };
	for (uint32_t i = 0; i < c->plan->channel_count; i++)
		if (r->wish.channels >> i & 1)
			channels[m.channel_count++] = c->plan->channels[i].id;
	return message_write_recording(text, capacity, &m);
}

void control_send_recording(struct control *c, struct session_ref who, enum message_role role)
{
	if (c->recording.command)
		control_send_text(c, who,
				write(c, role == ROLE_OPERATOR, c->event.text,
						sizeof c->event.text));
}

/* Operators hear of a second failure too, although it reads like the first. */
static void refresh_text(struct control *c, struct recording_text *known, bool for_operators)
{
	char text[RECORDING_TEXT_BYTES];
	if (write(c, for_operators, text, sizeof text) < 0 ||
			(!for_operators && strcmp(text, known->text) == 0))
		return;
	memcpy(known->text, text, sizeof text);
	known->version++;
}

/* Something but its growth. */
static bool has_turned(const struct control_recording *r)
{
	return r->now.on != r->told.on || r->now.error != r->told.error ||
	       r->now.number != r->told.number;
}

static void refresh(struct control *c)
{
	struct control_recording *r = &c->recording;
	if (!has_turned(r) && (!r->now.on || c->now_ns < r->growth_due_ns))
		return;
	r->told = r->now;
	r->growth_due_ns = c->now_ns + GROWTH_NS;
	refresh_text(c, &r->texts[RECORDING_FOR_OPERATORS], true);
	refresh_text(c, &r->texts[RECORDING_FOR_OTHERS], false);
}

static void tell_loop(struct control *c, struct control_loop *loop, int which, uint32_t roles)
{
	const struct recording_text *known = &c->recording.texts[which];
	if (loop->told_recording[which] == known->version || !outbox_clear(&loop->outbox))
		return;
	c->event.kind = EVENT_BROADCAST;
	c->event.roles = roles;
	c->event.text_bytes = (uint32_t)strlen(known->text);
	memcpy(c->event.text, known->text, c->event.text_bytes + 1);
	outbox_put(&loop->outbox, &c->event);
	loop->told_recording[which] = known->version;
}

void control_tell_recording(struct control *c)
{
	refresh(c);
	for (uint32_t i = 0; i < c->loop_count; i++) {
		tell_loop(c, &c->loops[i], RECORDING_FOR_OPERATORS, ROLE_BIT(ROLE_OPERATOR));
		tell_loop(c, &c->loops[i], RECORDING_FOR_OTHERS, STAFF & ~ROLE_BIT(ROLE_OPERATOR));
	}
}
