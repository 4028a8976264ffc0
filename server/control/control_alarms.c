// SPDX-License-Identifier: Apache-2.0
/* Looks for what needs the operator, at each report of media, and tells it. */
#include <inttypes.h>

#include "base/log.h"
#include "control/control_state.h"
#include "proto/live_message.h"

#define CLIPPED_DBFS (-0.1f) /* of a peak: bad */
#define CLEAN_DBFS (-1.0f)   /* up to here: good */
#define SILENT_DBFS (-50.0f) /* RMS: a room without anybody, or nothing at all */
#define DISK_BAD_BYTES (INT64_C(1) << 30)
#define RECORDER_SLOW_NS (3 * NS_PER_S)
#define DISK_GOOD_BYTES (INT64_C(2) << 30) /* an hour of 32 channels takes 0.7 GB */

enum {
	LATE_TICKS_BAD = 3,          /* within one report: the machine stood still for 60 ms */
	THE_FLOOR = MICROPHONES_MAX, /* place of ALARM_SILENCE for the floor as a whole */
};

/* ---- telling the book ---- */

static const char *channel_id(const struct control *c, int channel)
{
	return channel == ALARM_NOWHERE ? NULL : c->plan->channels[channel].id;
}

static void audit_alarm(struct control *c, const char *event, enum alarm_kind kind,
		const struct alarm *m)
{
	const char *channel = channel_id(c, m->channel);
	log_warning("control", "%s id=%" PRIu32 " code=%s channel=%s seat=%d", event, m->id,
			alarm_figures[kind].code, channel ? channel : "-", m->seat);
	audit_begin(&c->audit, control_server_ns(c), event);
	audit_number(&c->audit, "id", m->id);
	audit_text(&c->audit, "code", alarm_figures[kind].code);
	if (channel)
		audit_text(&c->audit, "channel", channel);
	if (m->seat != ALARM_NOWHERE)
		audit_number(&c->audit, "seat", m->seat);
	audit_time(&c->audit, "since", m->since_ns - c->epoch_ns);
	audit_end(&c->audit);
}

static void look(struct control *c, enum alarm_kind kind, uint32_t place, enum alarm_sign sign,
		int channel, int seat)
{
	switch (alarms_look_at(&c->alarms, kind, place, sign, channel, seat, c->now_ns)) {
	case ALARM_BEGINS:
	case ALARM_RETURNS: audit_alarm(c, "alarm", kind, &c->alarms.places[kind][place]); break;
	case ALARM_ENDS: audit_alarm(c, "alarm_over", kind, &c->alarms.places[kind][place]); break;
	case ALARM_NOTHING:
	case ALARM_IS_SEEN: break;
	}
}

static enum alarm_sign bad_if(bool bad)
{
	return bad ? ALARM_BAD : ALARM_GOOD;
}

/* ---- channels ---- */

static bool several(uint32_t set)
{
	return (set & (set - 1)) != 0;
}

static bool is_interpreted(const struct control *c, uint32_t channel)
{
	for (uint32_t b = 0; b < c->plan->booth_count; b++)
		for (int o = 0; o < BOOTH_OUTPUTS; o++)
			if (c->plan->booths[b].outputs[o] == channel)
				return true;
	return false;
}

static bool speaks(const struct microphone_note *m)
{
	return m->active;
}

/* A steady tone is nobody's speech, and no silence either: so is a line lined up. Whoever speaks
 * that softly is heard nevertheless. */
static bool sounds(const struct microphone_note *m)
{
	return m->active || m->rms_dbfs >= SILENT_DBFS;
}

static bool on_the_floor(const struct control *c, bool (*is)(const struct microphone_note *m))
{
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++)
		if (c->roster.seats[i].role == ROLE_FLOOR && c->roster.seats[i].on_air &&
				is(&c->note.microphones[i]))
			return true;
	return false;
}

/* While the floor pauses nobody can tell whether somebody is missing. */
static enum alarm_sign nobody_sign(const struct control *c, uint32_t channel, bool floor_speaks)
{
	bool missing = c->routing.channels[channel].state == ROUTING_IDLE &&
		       c->routing.channels[FLOOR].on_air > 0 &&
		       c->input.floor_language != PLAN_NONE && is_interpreted(c, channel);
	if (!missing)
		return ALARM_GOOD;
	return floor_speaks ? ALARM_BAD : ALARM_DOUBT;
}

static void look_at_channels(struct control *c)
{
	bool floor_speaks = on_the_floor(c, speaks);
	bool floor_sounds = on_the_floor(c, sounds);
	for (uint32_t i = 1; i < c->plan->channel_count; i++) {
		look(c, ALARM_TWO_MICROPHONES, i, bad_if(several(c->routing.channels[i].booths)),
				(int)i, ALARM_NOWHERE);
		look(c, ALARM_NOBODY, i, nobody_sign(c, i, floor_speaks), (int)i, ALARM_NOWHERE);
	}
	look(c, ALARM_SILENCE, THE_FLOOR,
			bad_if(c->routing.channels[FLOOR].on_air > 0 && !floor_sounds), FLOOR,
			ALARM_NOWHERE);
}

/* ---- seats ---- */

static int channel_of(const struct seat *seat)
{
	if (seat->role == ROLE_FLOOR)
		return FLOOR;
	return seat->console.output == PLAN_NONE ? ALARM_NOWHERE : (int)seat->console.output;
}

/* Held down the cough key is not silence: somebody is there. */
static enum alarm_sign silence_sign(const struct seat *seat, const struct microphone_note *m)
{
	return bad_if(m && !sounds(m) && seat->role == ROLE_INTERPRETER && seat->on_air &&
			seat->keys == CONSOLE_ON);
}

static enum alarm_sign clipping_sign(const struct seat *seat, const struct microphone_note *m)
{
	if (!m || seat->keys != CONSOLE_ON || m->peak_dbfs < CLEAN_DBFS)
		return ALARM_GOOD;
	return m->peak_dbfs >= CLIPPED_DBFS ? ALARM_BAD : ALARM_DOUBT;
}

static bool is_replaced(const struct control *c, uint32_t number)
{
	const struct seat *seat = &c->roster.seats[number];
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
		const struct seat *other = &c->roster.seats[i];
		if (i != number && other->on_air && other->role == seat->role &&
				other->console.booth == seat->console.booth)
			return true;
	}
	return false;
}

/* Whoever went with the microphone off said goodbye. */
static enum alarm_sign line_sign(const struct control *c, uint32_t number)
{
	const struct seat *seat = &c->roster.seats[number];
	bool lost = seat->state == SEAT_LOST || seat->state == SEAT_STALLED;
	bool was_on = seat->keys == CONSOLE_ON || seat->keys == CONSOLE_COUGH;
	return bad_if(lost && was_on && !is_replaced(c, number));
}

static void look_at_seat(struct control *c, uint32_t number)
{
	const struct seat *seat = &c->roster.seats[number];
	const struct microphone_note *m = control_line_note(c, number);
	int channel = channel_of(seat);
	look(c, ALARM_SILENCE, number, silence_sign(seat, m), channel, (int)number);
	look(c, ALARM_CLIPPING, number, clipping_sign(seat, m), channel, (int)number);
	look(c, ALARM_LINE_LOST, number, line_sign(c, number), channel, (int)number);
}

/* ---- the machine ---- */

static enum alarm_sign late_sign(struct control *c)
{
	uint64_t late = c->note.late_ticks - c->alarm_ticks.late;
	uint64_t skipped = c->note.skipped_ticks - c->alarm_ticks.skipped;
	c->alarm_ticks.late = c->note.late_ticks;
	c->alarm_ticks.skipped = c->note.skipped_ticks;
	if (skipped > 0 || late >= LATE_TICKS_BAD)
		return ALARM_BAD;
	return late > 0 ? ALARM_DOUBT : ALARM_GOOD;
}

static enum alarm_sign disk_sign(int64_t free_bytes)
{
	if (free_bytes < 0 || free_bytes >= DISK_GOOD_BYTES)
		return ALARM_GOOD;
	return free_bytes < DISK_BAD_BYTES ? ALARM_BAD : ALARM_DOUBT;
}

/* It says how it goes once a second, unless it waits for the disk. */
static enum alarm_sign recorder_sign(const struct control *c)
{
	const struct control_recording *r = &c->recording;
	bool waits = r->now.on && c->now_ns - r->noted_ns > RECORDER_SLOW_NS;
	bool missed = r->gap_ns && c->now_ns - r->gap_ns < NS_PER_S;
	return bad_if(waits || missed);
}

static void look_at_machine(struct control *c)
{
	const struct recording_note *recorder = &c->recording.now;
	look(c, ALARM_LATE_TICKS, 0, late_sign(c), ALARM_NOWHERE, ALARM_NOWHERE);
	look(c, ALARM_FULL_DISK, 0, disk_sign(recorder->free_bytes), ALARM_NOWHERE, ALARM_NOWHERE);
	look(c, ALARM_RECORDING_FAILED, 0, bad_if(recorder->error != 0), ALARM_NOWHERE,
			ALARM_NOWHERE);
	look(c, ALARM_SLOW_DISK, 0, recorder_sign(c), ALARM_NOWHERE, ALARM_NOWHERE);
	look(c, ALARM_AUDIT_FAILED, 0, bad_if(c->audit.failing), ALARM_NOWHERE, ALARM_NOWHERE);
}

/* ---- telling operators ---- */

static int write_alarms(struct control *c)
{
	struct alarm_entry entries[MESSAGE_ALARMS_MAX];
	struct message_alarm alarms[MESSAGE_ALARMS_MAX];
	uint32_t all = alarms_list(&c->alarms, entries, MESSAGE_ALARMS_MAX);
	uint32_t count = all < MESSAGE_ALARMS_MAX ? all : MESSAGE_ALARMS_MAX;
	for (uint32_t i = 0; i < count; i++) {
		const struct alarm *m = entries[i].alarm;
		bool past = m->state == ALARM_PAST;
		alarms[i] = (struct message_alarm){ .id = m->id,
			.code = alarm_figures[entries[i].kind].code,
			.channel = channel_id(c, m->channel),
			.seat = m->seat,
			.since_ms = (m->since_ns - c->epoch_ns) / NS_PER_MS,
			.until_ms = past ? (m->until_ns - c->epoch_ns) / NS_PER_MS : -1,
			.seen = m->state == ALARM_KNOWN };
	}
	return message_write_alarms(c->event.text, sizeof c->event.text, alarms, count,
			all - count);
}

void control_send_alarms(struct control *c, struct session_ref who)
{
	control_send_text(c, who, write_alarms(c));
}

static void tell_loop(struct control *c, struct control_loop *loop)
{
	if (loop->told_alarms == c->alarms.version || !outbox_clear(&loop->outbox))
		return;
	if (!control_broadcast_to(c, loop, ROLE_BIT(ROLE_OPERATOR), write_alarms(c)))
		return; /* told next time */
	loop->told_alarms = c->alarms.version;
}

void control_watch_alarms(struct control *c)
{
	if (c->live.fresh) {
		look_at_channels(c);
		for (uint32_t i = 0; i < MICROPHONES_MAX; i++)
			look_at_seat(c, i);
		look_at_machine(c);
	}
	for (uint32_t i = 0; i < c->loop_count; i++)
		tell_loop(c, &c->loops[i]);
}

/* ---- the operator's key ---- */

static void see(struct control *c, const struct actor *a, uint32_t id)
{
	if (!alarms_seen(&c->alarms, id))
		return; /* another operator was faster */
	control_audit_actor(c, "alarm_seen", a);
	audit_number(&c->audit, "id", id);
	audit_end(&c->audit);
}

void control_alarm_seen(struct control *c, const struct actor *a, const struct message *m)
{
	struct alarm_entry entries[ALARM_KINDS * ALARM_PLACES];
	uint32_t id = m->alarm_seen.id;
	if (id > c->alarms.last_id) {
		control_error(c, a->who, "unknown_alarm", "alarm_seen", "there is no such alarm");
		return;
	}
	uint32_t count = alarms_list(&c->alarms, entries, ALARM_KINDS * ALARM_PLACES);
	for (uint32_t i = 0; i < count; i++)
		if (id == 0 || entries[i].alarm->id == id)
			see(c, a, entries[i].alarm->id);
}
