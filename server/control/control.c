// SPDX-License-Identifier: Apache-2.0
#include "control/control.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "control/control_state.h"

enum { TURN_MS = 100, LATE_REPORT_S = 60 };

static int create_loops(struct control *c, const struct control_setup *setup)
{
	c->loops = calloc(setup->loops, sizeof *c->loops);
	if (!c->loops)
		return -ENOMEM;
	c->loop_count = setup->loops;
	for (uint32_t i = 0; i < setup->loops; i++) {
		const struct loop_ports *ports = &setup->ports[i];
		c->loops[i].request = ports->request;
		int err = outbox_init(&c->loops[i].outbox, ports->event, ports->bell,
				setup->sessions);
		if (err)
			return err;
	}
	return 0;
}

static void audit_event(struct control *c, const char *event)
{
	audit_begin(&c->audit, control_server_ns(c), event);
	audit_text(&c->audit, "id", c->plan->id);
	audit_text(&c->audit, "title", c->plan->title);
	if (c->audit.broke_off)
		audit_time(&c->audit, "broke_off", c->audit.broke_off_ns);
	c->audit.broke_off = false;
	audit_end(&c->audit);
}

/* The event before anybody came: what the first welcome says. */
static void begin(struct control *c)
{
	c->now_ns = c->epoch_ns;
	c->opened = true;
	audit_event(c, "opened");
	routing_input_init(&c->input, c->plan);
	routing_compute(&c->routing, c->plan, &c->input);
	c->routing_stale = true;
	status_compute(&c->status, c->plan, c->input.floor_language, &c->routing, NULL);
	c->paged = c->status;
	for (uint32_t i = 0; i < c->loop_count; i++)
		c->loops[i].told = c->status;
	control_write_page(c, EVENT_PAGE_EVENT);
}

int control_create(struct control **out, const struct control_setup *setup)
{
	struct control *c = calloc(1, sizeof *c);
	if (!c)
		return -ENOMEM;

	c->plan = setup->plan;
	c->counters = setup->counters;
	c->bell = setup->bell;
	c->media_note = setup->media_note;
	c->epoch_ns = setup->epoch_ns;
	c->unix_s = setup->unix_ns / NS_PER_S;
	c->countdown_ns = setup->handover_countdown_ms * NS_PER_MS;
	c->alarms.hold_off_ms = setup->hold_off_ms;
	media_link_init(&c->media, setup->media_command);
	c->recording.command = setup->recording_command;
	c->recording.note = setup->recording_note;
	c->recording.bell = setup->recorder_bell;
	c->recording.now.free_bytes = -1;
	int err = audit_open(&c->audit, setup->audit_path, setup->unix_ns);
	if (err)
		goto fail;
	err = auth_init(&c->auth, c->plan, &setup->auth);
	if (err)
		goto fail;
	err = roster_init(&c->roster, setup->loops, setup->sessions);
	if (err)
		goto fail;
	err = create_loops(c, setup);
	if (err)
		goto fail;
	begin(c);
	log_info("control",
			"event opened id=%s channels=%" PRIu32 " booths=%" PRIu32
			" listeners=%s keys=%" PRIu32 " revoked=%" PRIu32,
			c->plan->id, c->plan->channel_count, c->plan->booth_count,
			setup->auth.pin[0] ? "pin" : "open", c->auth.keyring.keys.count,
			c->auth.keyring.revoked_count);
	*out = c;
	return 0;

fail:
	control_destroy(c);
	return err;
}

void control_destroy(struct control *c)
{
	if (!c)
		return;
	if (c->opened) {
		control_end_turns(c);
		control_take_recording_notes(c); /* the last one */
		audit_event(c, "closed");
	}
	for (uint32_t i = 0; i < c->loop_count; i++)
		outbox_finish(&c->loops[i].outbox);
	free(c->loops);
	roster_finish(&c->roster);
	audit_close(&c->audit);
	auth_finish(&c->auth);
	free(c);
}

/* ---- on the control thread ---- */

void control_audit_seat(struct control *c, const char *event, uint32_t number)
{
	const struct seat *seat = &c->roster.seats[number];
	audit_begin(&c->audit, control_server_ns(c), event);
	audit_number(&c->audit, "seat", number);
	audit_text(&c->audit, "booth", control_booth_id(c, seat->console.booth));
	audit_text(&c->audit, "name", seat->name);
}

void control_audit_actor(struct control *c, const char *event, const struct actor *a)
{
	if (a->seat != SEAT_NONE) {
		control_audit_seat(c, event, a->seat);
	} else {
		audit_begin(&c->audit, control_server_ns(c), event);
		audit_text(&c->audit, "name", a->session->name);
	}
	audit_text(&c->audit, "role", message_role_name(a->session->role));
}

static void report_late(struct control *c, uint64_t ticks)
{
	log_warning("control", "ticks late_ticks=%" PRIu64 " in_s=%d", ticks, LATE_REPORT_S);
	audit_begin(&c->audit, control_server_ns(c), "late_ticks");
	audit_number(&c->audit, "ticks", (int64_t)ticks);
	audit_number(&c->audit, "in_s", LATE_REPORT_S);
	audit_end(&c->audit);
}

static void report_late_ticks(struct control *c)
{
	if (!c->has_note || c->now_ns < c->late_due_ns)
		return;
	c->late_due_ns = c->now_ns + LATE_REPORT_S * NS_PER_S;
	uint64_t late = c->note.late_ticks + c->note.skipped_ticks;
	if (late > c->late_ticks)
		report_late(c, late - c->late_ticks);
	c->late_ticks = late;
}

static void keep_house(struct control *c)
{
	if (c->now_ns < c->second_due_ns)
		return;
	c->second_due_ns = c->now_ns + NS_PER_S;
	if (roster_expire(&c->roster, c->now_ns))
		control_touch(c);
	audit_keep(&c->audit, control_server_ns(c));
	report_late_ticks(c);
	control_write_page(c, EVENT_PAGE_METRICS);
}

/* A loop that lets its pipe run full is counted once a turn. */
static void flush_outboxes(struct control *c)
{
	for (uint32_t i = 0; i < c->loop_count; i++)
		if (!outbox_flush(&c->loops[i].outbox, &c->flushed))
			counter_add(c->counters, COUNTER_EVENTS_LATE, 1);
}

/* Main has heard SIGHUP. */
static void reload(struct control *c)
{
	/* pairs with the release in control_reload() */
	if (!atomic_exchange_explicit(&c->reloading, false, memory_order_acquire))
		return;
	if (auth_reload(&c->auth) != 0) {
		log_error("control", "keys kept as they were");
		return;
	}
	log_info("control", "keys read keys=%" PRIu32 " revoked=%" PRIu32,
			c->auth.keyring.keys.count, c->auth.keyring.revoked_count);
	control_expel(c);
}

void control_turn(struct control *c, int64_t now_ns)
{
	thread_expect(THREAD_CONTROL);
	c->now_ns = now_ns;
	flush_outboxes(c);
	reload(c);
	control_take_requests(c);
	control_take_notes(c);
	control_take_recording_notes(c);
	control_dim_lamps(c);
	control_route(c);
	control_follow(c);
	control_tell_status(c);
	control_tell_people(c);
	control_tell_plan(c);
	control_watch_alarms(c);
	control_tell_floor_sound(c);
	control_tell_audience(c);
	control_tell_live(c);
	control_tell_recording(c);
	keep_house(c);
	control_tell_pages(c);
	for (uint32_t i = 0; i < c->loop_count; i++)
		outbox_ring(&c->loops[i].outbox);
}

static void run(void *arg)
{
	struct control *c = arg;
	struct pollfd bell = { .fd = c->bell->fd, .events = POLLIN };
	while (!atomic_load_explicit(&c->stopping, memory_order_relaxed)) {
		(void)poll(&bell, 1, TURN_MS); /* a signal only makes the turn come earlier */
		bell_hush(c->bell);
		c->unix_s = time(NULL);
		control_turn(c, clock_now_ns());
	}
}

/* ---- on main's thread ---- */

int control_start(struct control *c)
{
	return thread_start(&c->thread, THREAD_CONTROL, "control", run, c);
}

void control_stop(struct control *c)
{
	/* relaxed: the join below orders everything else */
	atomic_store_explicit(&c->stopping, true, memory_order_relaxed);
	bell_ring(c->bell);
	thread_join(&c->thread);
}

void control_reload(struct control *c)
{
	/* pairs with the acquire in reload() */
	atomic_store_explicit(&c->reloading, true, memory_order_release);
	bell_ring(c->bell);
}
