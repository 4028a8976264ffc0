// SPDX-License-Identifier: Apache-2.0
#include "booth/visit.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "proto/object.h"
#include "status.h"

enum {
	FALL_DB = 1, /* of the level check's memory, each 100 ms */
};

#define LEVEL_LOW_DBFS (-30.0f) /* a voice's peaks, when the level is right */
#define LEVEL_HIGH_DBFS (-1.0f)

void visit_begin(struct visit *v, const struct booth_wish *wish)
{
	console_init(&v->console);
	desk_init(&v->desk, !wish->off, &wish->ear);
	v->ear = wish->ear;
	v->orders.fd = -1;
	v->loudest_dbfs = DECIBEL_FLOOR;
}

__attribute__((format(printf, 2, 3))) static void notice(struct visit *v, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(v->notice, sizeof v->notice, format, args);
	va_end(args);
	v->notice_ns = v->booth.picture.now_ns;
}

const char *visit_notice(const struct visit *v)
{
	int64_t age_ns = v->booth.picture.now_ns - v->notice_ns;
	return age_ns < VISIT_NOTICE_S * NS_PER_S ? v->notice : "";
}

/* ---- lines of JSON ---- */

static void print_text(const struct line_text *t)
{
	status_print(json_loadb(t->text, t->bytes, 0, NULL), stdout);
}

static void print_error(const struct message_error *e)
{
	struct object o = object_begin();
	object_set_text(&o, "type", "error");
	object_set_text(&o, "code", e->code);
	object_set_text(&o, "message", e->text);
	if (e->re[0])
		object_set_text(&o, "re", e->re);
	object_set_boolean(&o, "local", true);
	status_print(object_end(&o), stdout);
}

static void print_incident(const struct incident_entry *e)
{
	status_print(json_pack("{s:s, s:s, s:I, s:f, s:i, s:s}", "type", "incident", "kind",
				     incidents_kind(e->what.kind), "unix_ms",
				     (json_int_t)e->unix_ms, "level_db_spl",
				     (double)e->what.highest_db, "lasted_ms", e->what.duration_ms,
				     "source", e->source),
			stdout);
}

/* ---- what follows ---- */

static void export(struct visit *v, const char *file)
{
	char name[64];
	struct tm local;
	time_t now = time(NULL);
	strftime(name, sizeof name, "incidents-%Y%m%d-%H%M%S.csv", localtime_r(&now, &local));
	const char *to = file ? file : name;
	int err = incidents_export(&v->incidents, to);
	if (err)
		notice(v, "%s: %s", to, strerror(-err));
	else
		notice(v, "%u incidents written to %s", v->incidents.count, to);
}

static void let_happen(struct visit *v, const struct desk_effect *e)
{
	if (e->say[0] && !booth_say(&v->booth, e->say, strlen(e->say)))
		notice(v, "not connected: nothing was sent");
	if (e->microphone)
		booth_want_microphone(&v->booth, v->desk.gate.wanted);
	if (e->export)
		export(v, NULL);
	v->quit = v->quit || e->quit;
}

void visit_key(struct visit *v, int key)
{
	struct desk_effect e;
	desk_key(&v->desk, &v->console, &v->booth.picture.link.view, key, v->booth.picture.now_ns,
			&e);
	let_happen(v, &e);
}

/* ---- what the server says ---- */

static void take_refusal(struct visit *v)
{
	const struct console_line *l = console_line(&v->console, 0);
	if (l && strcmp(l->to, "microphone") == 0)
		gate_refuse(&v->desk.gate);
}

static void take_text(struct visit *v)
{
	struct console *c = &v->console;
	struct desk_effect e = { 0 };
	if (v->json)
		print_text(&v->text);
	if (console_take(c, v->text.text, v->text.bytes))
		return; /* the link has looked already: a field of a later version */
	if (c->welcomes != v->welcomes)
		desk_greet(&v->desk, &e);
	if (c->refusals != v->refusals)
		take_refusal(v);
	bool wanted = v->desk.gate.wanted;
	if (c->known)
		gate_tell(&v->desk.gate, c->microphone);
	if (wanted != v->desk.gate.wanted) /* a line that breaks comes back so */
		booth_note_microphone(&v->booth, v->desk.gate.wanted);
	v->welcomes = c->welcomes;
	v->refusals = c->refusals;
	let_happen(v, &e);
}

/* ---- what an automaton wants ---- */

static void say_or_complain(struct visit *v, const char *line, size_t bytes)
{
	if (!booth_say(&v->booth, line, bytes))
		print_error(&(struct message_error){ .code = "not_connected",
				.text = "not connected: nothing was sent" });
}

static void obey(struct visit *v, const struct order *o, const char *line, size_t bytes)
{
	struct desk_effect e = { 0 };
	switch (o->kind) {
	case ORDER_MICROPHONE: desk_microphone(&v->desk, o->on, &e); break;
	case ORDER_COUGH: desk_cough(&v->desk, o->on, &e); break;
	case ORDER_EAR: v->desk.ear = o->ear; break;
	case ORDER_INCIDENTS: export(v, o->file); break;
	case ORDER_QUIT: v->quit = true; break;
	case ORDER_CONSENT:
		v->desk.consents = o->on;
		say_or_complain(v, line, bytes);
		break;
	case ORDER_SAY: say_or_complain(v, line, bytes); break;
	}
	let_happen(v, &e);
}

static void take_orders(struct visit *v)
{
	static char line[MESSAGE_BYTES_MAX + 2];
	struct message_error error;
	struct order o;
	size_t bytes;
	if (v->orders.fd < 0 && v->orders.count == 0)
		return;
	orders_read(&v->orders);
	while ((bytes = orders_next(&v->orders, line)) > 0) {
		if (order_parse(&o, &error, &v->desk.ear, line, bytes))
			print_error(&error);
		else
			obey(v, &o, line, bytes);
	}
}

/* ---- what the threads report ---- */

static void take_incidents(struct visit *v)
{
	struct playback_incident i;
	struct timespec now;
	while (pipe_take(&v->booth.incidents, &i)) {
		struct incident_entry e = { .what = i.incident };
		clock_gettime(CLOCK_REALTIME, &now);
		e.unix_ms = now.tv_sec * 1000 + now.tv_nsec / NS_PER_MS - i.ago_ms;
		snprintf(e.source, sizeof e.source, "%s%s", v->console.hears,
				v->booth.picture.playback.boothmate_heard ? "+boothmate" : "");
		incidents_add(&v->incidents, &e);
		if (v->json)
			print_incident(&e);
	}
}

/* Peaks of a voice stay in memory for a few seconds. */
static void check_level(struct visit *v, float peak_dbfs)
{
	v->loudest_dbfs -= FALL_DB;
	if (peak_dbfs > v->loudest_dbfs)
		v->loudest_dbfs = peak_dbfs;
	if (peak_dbfs > LEVEL_LOW_DBFS && peak_dbfs < LEVEL_HIGH_DBFS)
		v->level_checked = true;
}

static void note_time(struct visit *v)
{
	struct booth_picture *p = &v->booth.picture;
	bool on_air = strcmp(booth_view_state(p), "on_air") == 0;
	if (p->capture.ended && v->ended_ns == 0)
		v->ended_ns = p->now_ns;
	if (!on_air && !p->coughing)
		p->on_air_ns = 0;
	if (on_air && p->on_air_ns == 0)
		p->on_air_ns = p->now_ns;
}

static void follow(struct visit *v)
{
	struct ear_settings ear = desk_ear(&v->desk, &v->console);
	bool coughing = v->desk.coughing;
	if (!ear_settings_same(&ear, &v->ear))
		booth_set_ear(&v->booth, &ear);
	v->ear = ear;
	booth_open_microphone(&v->booth, gate_is_open(&v->desk.gate), coughing);
}

void visit_turn(struct visit *v, int64_t now_ns)
{
	struct booth_picture *p = &v->booth.picture;
	struct desk_effect e = { 0 };
	uint64_t reports = p->capture_reports;
	p->now_ns = now_ns;
	booth_take_reports(&v->booth);
	if (p->capture_reports != reports)
		check_level(v, p->capture.peak_dbfs);
	while (booth_hear(&v->booth, &v->text))
		take_text(v);
	take_incidents(v);
	take_orders(v);
	desk_turn(&v->desk, now_ns, &e);
	let_happen(v, &e);
	follow(v);
	p->told = v->console.known;
	p->told_microphone = v->console.microphone;
	p->told_on_air = v->console.on_air;
	note_time(v);
}

const char *visit_fault(const struct visit *v)
{
	static char text[WORDS_BYTES];
	const struct booth_picture *p = &v->booth.picture;
	const struct status_causes causes = { settings.server, p->output, &p->link, &p->audio,
		&p->playback };
	return status_fault(&causes, text);
}
