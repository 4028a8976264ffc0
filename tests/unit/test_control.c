// SPDX-License-Identifier: Apache-2.0
/*
 * Control as a whole, between its pipes: each test is a script that plays the loops and media, in
 * one thread and with a clock of its own. ' stands for a double quote. A line of a script is
 *
 *   > 0/3.1 {...}      session 3, generation 1, of loop 0 says this; the peer is on this machine
 *   far> 0/3.1 {...}   the same from another machine
 *   gone 0/3.1         its connection is closed
 *   note mn=floor/93   media reports: channel mn carries the floor, its delay is 93 ms
 *   turn 100           100 ms pass, and control has a turn
 *   < 0 PATTERN        the next event at loop 0; * stands for anything; pages are left out
 *   media PATTERN      the next command at media
 *   quiet              nothing waits anywhere
 *
 * and $ in what a session says is the session id of the last welcome.
 */
#include <inttypes.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bell.h"
#include "base/log.h"
#include "base/pipe.h"
#include "control/control.h"
#include "control/plan.h"
#include "ports/event.h"
#include "ports/media_command.h"
#include "ports/media_note.h"
#include "ports/request.h"
#include "support/alloc_fail.h"

enum { LOOPS = 2, SESSIONS = 100, TEXT_BYTES = 40000, EVENTS = 16, COMMANDS = 8 };

struct house {
	struct plan plan;
	struct pipe request[LOOPS], event[LOOPS], command, note;
	struct bell loop_bell, bell;
	struct loop_ports ports[LOOPS];
	struct counters counters;
	struct control *control;
	int64_t now_ns;
	uint32_t route; /* number of the newest that media took */
	char session[SESSION_ID_BYTES];
	char page[EVENT_PAGES][TEXT_BYTES];
	struct request req;
	struct event ev;
	struct media_note media_note;
	char text[TEXT_BYTES];
};

static struct house *build(bool insecure, enum interlock interlock)
{
	struct house *h = calloc(1, sizeof *h);
	assert_non_null(h);
	log_set_level(LOG_LEVEL_ERROR);
	plan_built_in(&h->plan);
	for (uint32_t c = 0; c < h->plan.channel_count; c++)
		h->plan.channels[c].interlock = interlock;
	if (interlock != INTERLOCK_NONE) /* two booths with one channel */
		h->plan.booths[plan_booth_from(&h->plan, "zh")].outputs[0] =
				plan_channel_from(&h->plan, "ko");
	assert_int_equal(bell_init(&h->bell), 0);
	assert_int_equal(bell_init(&h->loop_bell), 0);
	assert_int_equal(pipe_init(&h->command, sizeof(struct media_command), COMMANDS), 0);
	assert_int_equal(pipe_init(&h->note, sizeof(struct media_note), 4), 0);
	for (int i = 0; i < LOOPS; i++) {
		assert_int_equal(pipe_init(&h->request[i], sizeof(struct request), 128), 0);
		assert_int_equal(pipe_init(&h->event[i], sizeof(struct event), EVENTS), 0);
		h->ports[i] = (struct loop_ports){ .request = &h->request[i],
			.event = &h->event[i],
			.bell = &h->loop_bell,
			.control = &h->bell };
	}
	struct control_setup setup = { .plan = &h->plan,
		.loops = LOOPS,
		.ports = h->ports,
		.media_command = &h->command,
		.media_note = &h->note,
		.bell = &h->bell,
		.sessions = SESSIONS,
		.insecure = insecure,
		.epoch_ns = 0,
		.counters = &h->counters };
	assert_int_equal(control_create(&h->control, &setup), 0);
	return h;
}

static void tear_down(struct house *h)
{
	control_destroy(h->control);
	for (int i = 0; i < LOOPS; i++) {
		pipe_finish(&h->request[i]);
		pipe_finish(&h->event[i]);
	}
	pipe_finish(&h->command);
	pipe_finish(&h->note);
	bell_finish(&h->bell);
	bell_finish(&h->loop_bell);
	free(h);
}

/* ---- what a loop and media put in ---- */

static void turn(struct house *h, int64_t ms)
{
	h->now_ns += ms * NS_PER_MS;
	control_turn(h->control, h->now_ns);
}

/* The JSON of a script line in h->text. */
static size_t json_of(struct house *h, const char *line)
{
	size_t used = 0;
	for (const char *p = line; *p; p++) {
		if (*p == '$')
			used += (size_t)sprintf(h->text + used, "%s", h->session);
		else
			h->text[used++] = *p == '\'' ? '"' : *p;
	}
	h->text[used] = '\0';
	return used;
}

static uint32_t begin_request(struct house *h, enum request_kind kind, const char *line)
{
	memset(&h->req, 0, sizeof h->req);
	h->req.kind = kind;
	int got = sscanf(line, "%" SCNu32 "/%" SCNu32 ".%" SCNu32, &h->req.loop,
			&h->req.session.slot, &h->req.session.generation);
	assert_int_equal(got, 3);
	return h->req.loop;
}

static void say(struct house *h, const char *line, bool loopback)
{
	uint32_t loop = begin_request(h, REQUEST_MESSAGE, line);
	struct message_error error = { 0 };
	h->req.loopback = loopback;
	snprintf(h->req.address, sizeof h->req.address, "192.0.2.7");
	size_t bytes = json_of(h, strchr(line, '{'));
	if (message_parse(&h->req.message, &error, h->text, bytes) != 0)
		fail_msg("%s: %s", line, error.text);
	assert_true(pipe_put(&h->request[loop], &h->req, sizeof h->req));
}

static void hang_up(struct house *h, const char *line)
{
	uint32_t loop = begin_request(h, REQUEST_GONE, line);
	assert_true(pipe_put(&h->request[loop], &h->req, sizeof h->req));
}

static enum channel_sound sound_named(const char *word)
{
	return strcmp(word, "floor") == 0  ? CHANNEL_SOUND_FLOOR
	       : strcmp(word, "live") == 0 ? CHANNEL_SOUND_LIVE
					   : CHANNEL_SOUND_IDLE;
}

static void report(struct house *h, const char *line)
{
	char words[200];
	snprintf(words, sizeof words, "%s", line);
	h->media_note.route = h->route;
	for (uint32_t c = 0; c < CHANNELS_MAX; c++)
		h->media_note.channels[c].delay_ms = -1;
	char *rest = NULL;
	for (char *w = strtok_r(words, " ", &rest); w; w = strtok_r(NULL, " ", &rest)) {
		char id[8], sound[8];
		int delay_ms = -1;
		assert_true(sscanf(w, "%7[a-z]=%7[a-z]/%d", id, sound, &delay_ms) >= 2);
		struct channel_note *c = &h->media_note.channels[plan_channel_from(&h->plan, id)];
		c->sound = sound_named(sound);
		c->delay_ms = (int16_t)delay_ms;
	}
	assert_true(pipe_put(&h->note, &h->media_note, sizeof h->media_note));
}

/* ---- what comes out ---- */

static void write_set(char *text, const struct house *h, uint32_t channels)
{
	for (uint32_t c = 0; c < h->plan.channel_count; c++)
		if (channels >> c & 1)
			text += sprintf(text, "%s,", h->plan.channels[c].id);
	sprintf(text, ".");
}

static void write_grant(struct house *h, char *text)
{
	text += sprintf(text, "GRANT %u.%u %s", h->ev.session.slot, h->ev.session.generation,
			message_role_name((enum message_role)h->ev.role));
	if (handle_valid(h->ev.microphone))
		sprintf(text, " microphone %u.%u ssrc %u", h->ev.microphone.slot,
				h->ev.microphone.generation, h->ev.uplink_ssrc);
}

static void write_subscribe(struct house *h, char *text)
{
	text += sprintf(text, "SUBSCRIBE %u.%u %s %u ", h->ev.session.slot,
			h->ev.session.generation,
			h->ev.subscription.rendition == RENDITION_LOW ? "low" : "high",
			h->ev.subscription.bundle);
	write_set(text, h, h->ev.subscription.channels);
}

static void write_event(struct house *h, char *text)
{
	struct event *e = &h->ev;
	assert_true(e->text_bytes == strlen(e->text));
	switch (e->kind) {
	case EVENT_GRANT: write_grant(h, text); return;
	case EVENT_SUBSCRIBE: write_subscribe(h, text); return;
	case EVENT_BROADCAST: sprintf(text, "BROADCAST %x %s", e->roles, e->text); return;
	case EVENT_TEXT:
		sprintf(text, "TEXT %u.%u %s", e->session.slot, e->session.generation, e->text);
		return;
	case EVENT_CLOSE:
		sprintf(text, "CLOSE %u.%u %u %s", e->session.slot, e->session.generation,
				e->close_code, e->text);
		return;
	case EVENT_PAGE: snprintf(h->page[e->page], TEXT_BYTES, "%s", e->text); return;
	}
}

static void remember_session(struct house *h)
{
	char *at = strstr(h->ev.text, "\"session\":\"");
	if (h->ev.kind != EVENT_TEXT || !at)
		return;
	at += strlen("\"session\":\"");
	snprintf(h->session, sizeof h->session, "%.*s", (int)strcspn(at, "\""), at);
}

/* The next event that is no page, as words in h->text; false when there is none. */
static bool next_event(struct house *h, uint32_t loop)
{
	do {
		memset(&h->ev, 0, offsetof(struct event, text));
		if (pipe_take(&h->event[loop], &h->ev) == 0)
			return false;
		write_event(h, h->text);
	} while (h->ev.kind == EVENT_PAGE);
	remember_session(h);
	for (char *p = h->text; *p; p++)
		*p = *p == '"' ? '\'' : *p;
	return true;
}

static void write_route(struct house *h, const struct route *r)
{
	char *text = h->text + sprintf(h->text, "ROUTE");
	for (uint32_t c = 0; c < h->plan.channel_count; c++)
		if (r->channels[c].microphones)
			text += sprintf(text, " %s=%" PRIx64, h->plan.channels[c].id,
					r->channels[c].microphones);
	sprintf(text, ".");
	h->route = r->number;
}

static bool next_command(struct house *h)
{
	struct media_command m;
	if (pipe_take(&h->command, &m) == 0)
		return false;
	if (m.kind == MEDIA_ROUTE)
		write_route(h, &m.route);
	else
		sprintf(h->text, "%s %u.%u", m.kind == MEDIA_OPEN_MICROPHONE ? "OPEN" : "CLOSE",
				m.microphone.slot, m.microphone.generation);
	return true;
}

/* * is anything; everything else is itself, to the end. */
static bool matches(const char *pattern, const char *text)
{
	char part[1000];
	size_t length = strcspn(pattern, "*");
	if (strncmp(pattern, text, length) != 0)
		return false;
	text += length;
	for (pattern += length; *pattern == '*'; pattern += length) {
		pattern++;
		length = strcspn(pattern, "*");
		snprintf(part, sizeof part, "%.*s", (int)length, pattern);
		const char *at = length ? strstr(text, part) : text + strlen(text);
		if (!at)
			return false;
		text = at + length;
	}
	return *text == '\0';
}

static void check_quiet(struct house *h, const char *where)
{
	for (uint32_t i = 0; i < LOOPS; i++)
		if (next_event(h, i))
			fail_msg("%s: loop %u got %s", where, i, h->text);
	if (next_command(h))
		fail_msg("%s: media got %s", where, h->text);
}

static void expect(const char *line, bool came, const struct house *h, const char *pattern)
{
	if (!came)
		fail_msg("%s: nothing came", line);
	if (!matches(pattern, h->text))
		fail_msg("%s\n  came %s", line, h->text);
}

static void expect_event(struct house *h, const char *line)
{
	char pattern[1000];
	char *session = strchr(line, '$');
	if (session)
		snprintf(pattern, sizeof pattern, "%.*s%s%s", (int)(session - line), line,
				h->session, session + 1);
	else
		snprintf(pattern, sizeof pattern, "%s", line);
	expect(line, next_event(h, (uint32_t)(line[2] - '0')), h, pattern + 4);
}

static void obey(struct house *h, const char *line)
{
	if (strncmp(line, "> ", 2) == 0)
		say(h, line + 2, true);
	else if (strncmp(line, "far> ", 5) == 0)
		say(h, line + 5, false);
	else if (strncmp(line, "gone ", 5) == 0)
		hang_up(h, line + 5);
	else if (strncmp(line, "note ", 5) == 0)
		report(h, line + 5);
	else if (strncmp(line, "turn ", 5) == 0)
		turn(h, atoi(line + 5));
	else if (strncmp(line, "< ", 2) == 0)
		expect_event(h, line);
	else if (strncmp(line, "media ", 6) == 0)
		expect(line, next_command(h), h, line + 6);
	else if (strcmp(line, "quiet") == 0)
		check_quiet(h, line);
	else
		fail_msg("what is '%s'?", line);
}

static void play(struct house *h, const char *const *script)
{
	for (; *script; script++)
		obey(h, *script);
}

/* ---- scripts ---- */

struct row {
	const char *name;
	bool insecure;
	enum interlock interlock;
	const char *script[40];
};

/* clang-format off */
static const struct row rows[] = {
	{ "a listener joins, changes channels, leaves", false, INTERLOCK_NONE, {
		"turn 0", "media ROUTE.", "quiet",
		"far> 0/3.1 {'type':'join','role':'listener','channels':['ko']}", "turn 5",
		"< 0 GRANT 3.1 listener",
		"< 0 TEXT 3.1 {'type':'welcome','protocol':'tumen.v1','role':'listener',*"
			"'server_ms':5,*'floor_language':'en'*'id':'ko','lang':'ko','name':'한국어',"
			"'state':'idle','depth':0}*'streams':[{'channel':'ko','rendition':'high',"
			"'ssrc':1004,'payload_type':111,'frame_ms':20}]}",
		"< 0 SUBSCRIBE 3.1 high 1 ko,.", "quiet",
		"> 0/3.1 {'type':'subscribe','channels':['mn','floor'],'rendition':'low','bundle':2}",
		"turn 5",
		"< 0 TEXT 3.1 {'type':'subscribed','streams':[{'channel':'floor','rendition':'low',"
			"'ssrc':1001,*'frame_ms':60},{'channel':'mn',*'ssrc':1007,*}]}",
		"< 0 SUBSCRIBE 3.1 low 2 floor,mn,.", "quiet",
		"gone 0/3.1", "turn 5", "quiet" } },
	{ "an unknown channel: at join closed, later an error only", false, INTERLOCK_NONE, {
		"> 0/3.1 {'type':'join','role':'listener','channels':['ko','xx']}", "turn 0",
		"< 0 TEXT 3.1 {'type':'error','code':'unknown_channel',*'xx'*'re':'join'*",
		"< 0 CLOSE 3.1 4000 unknown channel", "media ROUTE.",
		"> 0/3.1 {'type':'ping','t':1}", "turn 0", "quiet",
		"> 0/4.1 {'type':'join','role':'listener','channels':['ko']}", "turn 0",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*",
		"> 0/4.1 {'type':'subscribe','channels':['xx']}", "turn 0",
		"< 0 TEXT 4.1 {'type':'error','code':'unknown_channel',*'re':'subscribe'*", "quiet" } },
	{ "an interpreter is on the air in the booth's language at once", false, INTERLOCK_NONE, {
		"turn 0", "media ROUTE.",
		"> 1/7.2 {'type':'join','role':'interpreter','booth':'mn','name':'Сараа'}", "turn 200",
		"media OPEN 0.1", "media ROUTE mn=1.",
		"< 1 GRANT 7.2 interpreter microphone 0.1 ssrc 5000",
		"< 1 TEXT 7.2 {'type':'welcome',*'uplink':{'ssrc':5000,'payload_type':111,"
			"'frame_ms':20,'bitrate':64000}*",
		"< 1 SUBSCRIBE*",
		"< 0 BROADCAST 1f {'type':'state','channels':[{'id':'mn',*'state':'live','depth':1}]}",
		"< 1 BROADCAST 1f {*'id':'mn',*'state':'live','depth':1}]}", "quiet",
		"> 1/7.2 {'type':'microphone','on':false}", "turn 100",
		"media ROUTE.", "< 0 BROADCAST*'id':'mn',*'idle'*", "< 1 BROADCAST*", "quiet",
		"> 1/7.2 {'type':'microphone','on':false}", "turn 100", "quiet",
		"> 1/7.2 {'type':'microphone','on':true}", "turn 100",
		"media ROUTE mn=1.", "< 0 BROADCAST*'live'*", "< 1 BROADCAST*", "quiet" } },
	{ "two interpreters of a booth are mixed, the floor has its own", false, INTERLOCK_NONE, {
		"turn 0", "media ROUTE.",
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}",
		"> 0/1.1 {'type':'join','role':'interpreter','booth':'ko'}",
		"> 0/2.1 {'type':'join','role':'floor'}", "turn 1",
		"media OPEN 0.1", "media OPEN 1.1", "media OPEN 2.1", "media ROUTE floor=4 ko=3.",
		"gone 0/0.1", "turn 1", "media CLOSE 0.1", "media ROUTE floor=4 ko=2." } },
	{ "who comes back with a session has the same seat", false, INTERLOCK_NONE, {
		"turn 0", "media ROUTE.",
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 1",
		"media OPEN 0.1", "media ROUTE ko=1.", "< 0 GRANT*", "< 0 TEXT*",
		"gone 0/0.1", "turn 1", "media CLOSE 0.1", "media ROUTE.",
		"> 1/5.1 {'type':'join','role':'interpreter','session':'$'}", "turn 1",
		"media OPEN 0.2", "media ROUTE ko=1.",
		"< 1 BROADCAST*", "< 1 GRANT 5.1 interpreter microphone 0.2 ssrc 5000",
		"< 1 TEXT 5.1 *'session':'$'*" } },
	{ "a newer connection takes the seat over", false, INTERLOCK_NONE, {
		"turn 0", "media ROUTE.",
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 100",
		"media OPEN 0.1", "media ROUTE ko=1.",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*", "< 0 BROADCAST*", "< 1 BROADCAST*",
		"> 1/5.1 {'type':'join','role':'interpreter','booth':'ko','session':'$'}", "turn 1",
		"< 0 CLOSE 0.1 4009 taken over by a newer connection",
		"media CLOSE 0.1", "media OPEN 0.2", "< 1 GRANT 5.1 *0.2*", "< 1 TEXT*",
		"< 1 SUBSCRIBE*", "quiet",
		"> 0/0.1 {'type':'microphone','on':false}", "gone 0/0.1", "turn 1", "quiet" } },
	{ "a session that is not known is no seat", false, INTERLOCK_NONE, {
		"> 0/0.1 {'type':'join','role':'interpreter','session':'abc'}", "turn 0",
		"< 0 TEXT*'unknown_session'*", "< 0 CLOSE 0.1 4000 *", "media ROUTE.",
		"> 0/1.1 {'type':'join','role':'interpreter','booth':'ko','session':'abc'}", "turn 0",
		"< 0 GRANT 1.1 interpreter microphone 0.1 *",
		"< 0 TEXT*", "< 0 SUBSCRIBE*", "< 0 BROADCAST*", "media OPEN 0.1", "media ROUTE*",
		"> 0/2.1 {'type':'join','role':'floor','session':'$'}", "turn 0",
		"< 0 GRANT 2.1 floor microphone 1.1 *", "< 0 TEXT*", "< 0 SUBSCRIBE*",
		"> 0/3.1 {'type':'join','role':'interpreter','booth':'mn','session':'$'}", "turn 0",
		"< 0 GRANT 3.1 interpreter microphone 2.1 *" } },
	{ "an unknown booth", false, INTERLOCK_NONE, {
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'xx'}", "turn 0",
		"< 0 TEXT*'unknown_booth'*", "< 0 CLOSE 0.1 4000 *", "media ROUTE.", "quiet" } },
	{ "from another machine only listeners may come in", false, INTERLOCK_NONE, {
		"far> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}",
		"far> 0/1.1 {'type':'join','role':'floor'}",
		"far> 0/2.1 {'type':'join','role':'operator'}",
		"far> 0/3.1 {'type':'join','role':'podium'}",
		"far> 0/4.1 {'type':'join','role':'listener'}", "turn 0", "media ROUTE.",
		"< 0 TEXT*'not_allowed'*", "< 0 CLOSE 0.1 4003 not allowed",
		"< 0 TEXT*'not_allowed'*", "< 0 CLOSE 1.1 4003 not allowed",
		"< 0 TEXT*'not_allowed'*", "< 0 CLOSE 2.1 4003 not allowed",
		"< 0 TEXT*'not_allowed'*", "< 0 CLOSE 3.1 4003 not allowed",
		"< 0 GRANT 4.1 listener", "< 0 TEXT*", "< 0 SUBSCRIBE*", "quiet" } },
	{ "insecure: everybody may", true, INTERLOCK_NONE, {
		"far> 0/0.1 {'type':'join','role':'operator'}", "turn 0",
		"< 0 GRANT 0.1 operator", "< 0 TEXT 0.1 {'type':'welcome'*" } },
	{ "only a join comes first, and only once", false, INTERLOCK_NONE, {
		"> 0/0.1 {'type':'subscribe','channels':['ko']}", "turn 0", "media ROUTE.",
		"< 0 TEXT 0.1 *'not_joined'*", "< 0 CLOSE 0.1 4000 not joined", "quiet",
		"> 0/1.1 {'type':'join','role':'listener'}", "turn 0",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*",
		"> 0/1.1 {'type':'join','role':'floor'}", "turn 0",
		"< 0 TEXT 1.1 *'already_joined'*", "quiet" } },
	{ "a listener has no microphone", false, INTERLOCK_NONE, {
		"> 0/1.1 {'type':'join','role':'listener'}",
		"> 0/1.1 {'type':'microphone','on':true}",
		"> 0/1.1 {'type':'ping','t':41.5}", "turn 7", "media ROUTE.",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*",
		"< 0 TEXT 1.1 {'type':'error','code':'not_allowed',*'re':'microphone'*",
		"< 0 TEXT 1.1 {'type':'pong','t':41.5,'server_ms':7}", "quiet" } },
	{ "a place with a new tenant before the former's GONE", false, INTERLOCK_NONE, {
		"turn 0", "media ROUTE.",
		"> 0/1.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 0",
		"media OPEN 0.1", "media ROUTE ko=1.",
		"> 0/1.2 {'type':'join','role':'listener'}", "turn 0",
		"media CLOSE 0.1", "media ROUTE.",
		"gone 0/1.1", "> 0/1.2 {'type':'ping','t':1}", "turn 0",
		"< 0 GRANT 1.1*", "< 0 TEXT 1.1*", "< 0 SUBSCRIBE 1.1*", "< 0 BROADCAST*",
		"< 0 GRANT 1.2*", "< 0 TEXT 1.2*", "< 0 SUBSCRIBE 1.2*", "< 0 TEXT 1.2*'pong'*" } },
	{ "handles that name no place are nobody", false, INTERLOCK_NONE, {
		"> 0/100.1 {'type':'join','role':'listener'}",
		"> 0/1.0 {'type':'join','role':'listener'}",
		"gone 0/100.1", "gone 0/99.1", "turn 0", "media ROUTE.", "quiet" } },
	{ "interlock: the second booth is told why, and off", false, INTERLOCK_REFUSE, {
		"turn 0", "media ROUTE.",
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 0",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*", "< 0 BROADCAST*",
		"media OPEN 0.1", "media ROUTE ko=1.",
		"> 1/0.1 {'type':'join','role':'interpreter','booth':'zh'}", "turn 0", /* into ko */
		"< 1 BROADCAST*", "< 1 GRANT*", "< 1 TEXT*'welcome'*", "< 1 SUBSCRIBE*",
		"< 1 TEXT 0.1 {'type':'error','code':'interlock',*booth ko has channel ko*",
		"media OPEN 1.1", "quiet",
		"> 0/0.1 {'type':'microphone','on':false}",
		"> 1/0.1 {'type':'microphone','on':true}", "turn 0", "media ROUTE ko=2.", "quiet" } },
	{ "override: the second booth takes over", false, INTERLOCK_OVERRIDE, {
		"turn 0", "media ROUTE.",
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 0",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*", "< 0 BROADCAST*", "< 1 BROADCAST*",
		"media OPEN 0.1", "media ROUTE ko=1.",
		"> 1/0.1 {'type':'join','role':'interpreter','booth':'zh'}", "turn 0",
		"< 0 TEXT 0.1 {'type':'error','code':'interlock',*booth zh has channel ko*",
		"media OPEN 1.1", "media ROUTE ko=2.",
		"> 1/0.1 {'type':'microphone','on':false}", "turn 0", "media ROUTE." } },
	{ "media knows when the floor passes through", false, INTERLOCK_NONE, {
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}",
		"> 0/1.1 {'type':'join','role':'floor'}", "turn 0",
		"media OPEN 0.1", "media OPEN 1.1", "media ROUTE floor=2 ko=1.",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*", "< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*",
		"< 0 BROADCAST*'id':'floor'*'live'*'id':'ko'*'live'*'id':'en'*'floor'*",
		"< 1 BROADCAST*", "quiet",
		"note ko=floor en=floor floor=live", "turn 100",
		"< 0 BROADCAST 1f {'type':'state','channels':[{'id':'ko'*'state':'floor','depth':0}]}",
		"< 1 BROADCAST*", "quiet",
		"note ko=live en=floor floor=live", "turn 100",
		"< 0 BROADCAST*'id':'ko'*'state':'live','depth':1}]}", "< 1 BROADCAST*", "quiet" } },
	{ "a report from before the route in force counts no more", false, INTERLOCK_NONE, {
		"> 0/1.1 {'type':'join','role':'floor'}", "turn 0",
		"media OPEN 0.1", "media ROUTE floor=1.",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*", "< 0 BROADCAST*", "< 1 BROADCAST*",
		"note floor=live en=floor ko=floor", "turn 100",
		"< 0 BROADCAST*'id':'ko'*'floor'*", "< 1 BROADCAST*",
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 100",
		"media OPEN 1.1", "media ROUTE floor=1 ko=2.",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*",
		"< 0 BROADCAST*'id':'ko'*'state':'live','depth':1}]}", "< 1 BROADCAST*", "quiet" } },
	{ "who came later has the later order, whatever the seat", false, INTERLOCK_OVERRIDE, {
		"turn 0", "media ROUTE.",
		"> 0/0.1 {'type':'join','role':'floor'}",
		"> 0/1.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 0",
		"media OPEN 0.1", "media OPEN 1.1", "media ROUTE floor=1 ko=2.",
		"gone 0/0.1", "turn 0", "turn 3601000", "media CLOSE 0.1", "media ROUTE ko=2.",
		"> 1/0.1 {'type':'join','role':'interpreter','booth':'zh'}", "turn 0",
		"media OPEN 0.2", "media ROUTE ko=1." } },
	{ "changes are told ten times a second at most", false, INTERLOCK_NONE, {
		"turn 0", "media ROUTE.",
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 1",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*", "< 0 BROADCAST*", "< 1 BROADCAST*",
		"media OPEN 0.1", "media ROUTE ko=1.",
		"> 0/0.1 {'type':'microphone','on':false}", "turn 1", "media ROUTE.",
		"> 0/0.1 {'type':'microphone','on':true}", "turn 97", "media ROUTE ko=1.",
		"> 0/0.1 {'type':'microphone','on':false}", "turn 1", "media ROUTE.", "quiet",
		"turn 1", "< 0 BROADCAST*'id':'ko'*'idle'*", "< 1 BROADCAST*'idle'*", "quiet" } },
	{ "a delay is told when it has moved by 20 ms, once a second", false, INTERLOCK_NONE, {
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 0",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*", "< 0 BROADCAST*'ko'*", "< 1 BROADCAST*",
		"media OPEN 0.1", "media ROUTE ko=1.",
		"note ko=live/90", "turn 500", "quiet",
		"turn 500", "< 0 BROADCAST*'ko'*'delay_ms':90}]}", "< 1 BROADCAST*",
		"note ko=live/109", "turn 1000", "quiet",
		"note ko=live/110", "turn 100", "turn 800", "quiet",
		"turn 100", "< 0 BROADCAST*'ko'*'delay_ms':110}]}", "< 1 BROADCAST*",
		"note ko=live", "turn 1000", "quiet" } },
};
/* clang-format on */

static void every_script(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		print_message("  %s\n", rows[i].name);
		struct house *h = build(rows[i].insecure, rows[i].interlock);
		play(h, rows[i].script);
		tear_down(h);
	}
}

/* ---- what is too long for a script ---- */

static void join_many(struct house *h, const char *role, uint32_t first, uint32_t count)
{
	char line[200];
	for (uint32_t i = first; i < first + count; i++) {
		snprintf(line, sizeof line, "> 0/%u.1 {'type':'join','role':'%s','booth':'ko'}", i,
				role);
		obey(h, line);
	}
}

/* A loop that is busy for a while gets everything, in order, and of the states only the newest. */
static void a_full_pipe_delays_and_loses_nothing(void **state)
{
	(void)state;
	struct house *h = build(false, INTERLOCK_NONE);
	join_many(h, "interpreter", 0, 1);
	turn(h, 0);
	join_many(h, "listener", 1, 40);
	turn(h, 100);
	obey(h, "> 0/0.1 {'type':'microphone','on':false}");
	turn(h, 100);
	obey(h, "> 0/0.1 {'type':'microphone','on':true}");
	turn(h, 100);
	obey(h, "> 0/0.1 {'type':'microphone','on':false}");
	turn(h, 100);
	assert_true(counter_get(&h->counters, COUNTER_EVENTS_LATE) >= 3);
	assert_int_equal(pipe_dropped(&h->event[0]), 0);

	char expected[100];
	uint32_t session = 0, broadcasts = 0;
	while (next_event(h, 0)) {
		if (strncmp(h->text, "GRANT", 5) == 0) {
			snprintf(expected, sizeof expected, "GRANT %u.1 *", session++);
			assert_true(matches(expected, h->text));
		}
		broadcasts += h->ev.kind == EVENT_BROADCAST;
		turn(h, 0);
	}
	assert_int_equal(session, 41);
	assert_int_equal(broadcasts,
			1); /* live; then, after all others, nothing: it is off again */
	turn(h, 200);
	assert_true(next_event(h, 0));
	assert_true(matches("BROADCAST*'id':'ko'*'idle'*", h->text));
	assert_false(next_event(h, 0));
	tear_down(h);
}

/* Who says more than a stalled loop can be told about is closed, after what was said before, and
 * nothing is said or listened to after it. */
static void a_flood_at_a_stalled_loop_closes_the_session(void **state)
{
	(void)state;
	struct house *h = build(false, INTERLOCK_OVERRIDE);
	join_many(h, "interpreter", 0, 2);
	turn(h, 0);
	for (int i = 0; i < 4000; i++) {
		obey(h, "> 0/0.1 {'type':'subscribe','channels':['zh','ko','mn','ru','en']}");
		if (i % 100 == 99)
			turn(h, 1);
	}
	turn(h, 1);
	obey(h, "> 0/0.1 {'type':'microphone','on':false}"); /* nobody listens to it any more */
	turn(h, 1);
	obey(h, "media OPEN 0.1");
	obey(h, "media OPEN 1.1");
	obey(h, "media ROUTE ko=3.");
	assert_false(next_command(h));
	obey(h, "> 1/0.1 {'type':'join','role':'interpreter','booth':'zh'}"); /* takes over */
	turn(h, 1);

	uint32_t texts = 0, closes = 0;
	while (next_event(h, 0)) {
		bool flooder = h->ev.session.slot == 0;
		if (flooder)
			assert_int_equal(closes, 0); /* nothing comes after it */
		closes += flooder && h->ev.kind == EVENT_CLOSE;
		if (flooder && h->ev.kind == EVENT_CLOSE)
			assert_int_equal(h->ev.close_code, CLOSE_FULL);
		texts += flooder && h->ev.kind == EVENT_TEXT;
		turn(h, 0);
	}
	assert_int_equal(closes, 1);
	assert_true(texts > 1000 && texts < 4000);
	tear_down(h);
}

static void a_route_waits_for_its_microphones(void **state)
{
	(void)state;
	struct house *h = build(false, INTERLOCK_NONE);
	turn(h, 0);
	obey(h, "media ROUTE.");
	join_many(h, "interpreter", 0, 12);
	turn(h, 1);
	for (int i = 0; i < 12; i++) {
		char expected[20];
		snprintf(expected, sizeof expected, "media OPEN %d.1", i);
		obey(h, expected);
		if (i % COMMANDS == COMMANDS - 1)
			turn(h, 1);
	}
	obey(h, "media ROUTE ko=fff.");
	tear_down(h);
}

static void the_last_seat(void **state)
{
	(void)state;
	static const char *const script[] = {
		/* clang-format off */
		"> 1/0.1 {'type':'join','role':'interpreter','booth':'mn'}", "turn 1",
		"< 1 BROADCAST*", "< 1 TEXT 0.1 {'type':'error','code':'full',*",
		"< 1 CLOSE 0.1 4013 server full",
		"gone 0/7.1", "turn 1",
		"> 1/1.1 {'type':'join','role':'interpreter','booth':'mn'}", "turn 1",
		"< 1 GRANT 1.1 interpreter microphone 7.2 ssrc 5007", NULL
		/* clang-format on */
	};
	struct house *h = build(false, INTERLOCK_NONE);
	join_many(h, "interpreter", 0, MICROPHONES_MAX);
	turn(h, 1);
	while (next_event(h, 0))
		turn(h, 0);
	play(h, script);
	tear_down(h);
}

/* In a page, as it stands after everything that waits has been taken. */
static void assert_page_has(struct house *h, enum event_page page, const char *words)
{
	for (uint32_t i = 0; i < LOOPS; i++)
		while (next_event(h, i))
			;
	if (!strstr(h->page[page], words))
		fail_msg("no %s in\n%s", words, h->page[page]);
}

static void the_pages_follow(void **state)
{
	(void)state;
	struct house *h = build(false, INTERLOCK_NONE);
	turn(h, 0);
	assert_page_has(h, EVENT_PAGE_EVENT, "\"title\":\"A dialogue in five languages\"");
	assert_page_has(h, EVENT_PAGE_METRICS, "tumen_joined{role=\"listener\"} 0\n");
	join_many(h, "interpreter", 0, 1);
	obey(h, "> 1/1.1 {'type':'join','role':'listener','channels':['ko'],'rendition':'low'}");
	turn(h, 1);
	obey(h, "media ROUTE.");
	obey(h, "media OPEN 0.1");
	obey(h, "media ROUTE ko=1.");
	h->media_note.ticks = 4711;
	h->media_note.microphones[0] =
			(struct microphone_note){ .microphone = { 0, 1 }, .packets = 99 };
	obey(h, "note ko=live/70");
	turn(h, 1000);
	assert_page_has(h, EVENT_PAGE_EVENT, "\"state\":\"live\",\"depth\":1,\"delay_ms\":70");
	static const char *const lines[] = {
		"# TYPE tumen_joined gauge\n",
		"tumen_joined{role=\"listener\"} 1\n",
		"tumen_subscriptions{channel=\"ko\",rendition=\"low\"} 1\n",
		"tumen_subscriptions{channel=\"ko\",rendition=\"high\"} 0\n",
		"tumen_channel_state{channel=\"ko\"} 1\n",
		"tumen_channel_delay_ms{channel=\"ko\"} 70\n",
		"tumen_microphone_packets{microphone=\"0\",booth=\"ko\"} 99\n",
		"tumen_ticks_total 4711\n",
	};
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		assert_page_has(h, EVENT_PAGE_METRICS, lines[i]);
	assert_int_equal(counter_get(&h->counters, COUNTER_LISTENERS), 1);
	obey(h, "gone 1/1.1");
	turn(h, 1000);
	assert_page_has(h, EVENT_PAGE_METRICS, "tumen_joined{role=\"listener\"} 0\n");
	assert_page_has(h, EVENT_PAGE_METRICS, "{channel=\"ko\",rendition=\"low\"} 0\n");
	assert_int_equal(counter_get(&h->counters, COUNTER_LISTENERS), 0);
	tear_down(h);
}

static void the_thread_answers_its_bell(void **state)
{
	(void)state;
	struct house *h = build(false, INTERLOCK_NONE);
	join_many(h, "listener", 0, 1);
	assert_int_equal(control_start(h->control), 0);
	bell_ring(&h->bell);
	bool granted = false;
	while (!granted) {
		struct pollfd p = { .fd = h->loop_bell.fd, .events = POLLIN };
		assert_int_equal(poll(&p, 1, 10000), 1);
		bell_hush(&h->loop_bell);
		while (next_event(h, 0))
			granted = granted || h->ev.kind == EVENT_GRANT;
	}
	control_stop(h->control);
	tear_down(h);
}

static int create(void *thing)
{
	struct house *h = thing;
	struct control_setup setup = { .plan = &h->plan,
		.loops = LOOPS,
		.ports = h->ports,
		.media_command = &h->command,
		.media_note = &h->note,
		.bell = &h->bell,
		.sessions = SESSIONS,
		.counters = &h->counters };
	control_destroy(h->control);
	h->control = NULL;
	return control_create(&h->control, &setup);
}

static void destroy(void *thing)
{
	struct house *h = thing;
	control_destroy(h->control);
	h->control = NULL;
}

static void every_failed_allocation_unwinds(void **state)
{
	(void)state;
	struct house *h = build(false, INTERLOCK_NONE);
	assert_true(alloc_fail_replay(create, destroy, h) >= 4);
	control_destroy(NULL);
	tear_down(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_script),
		cmocka_unit_test(a_full_pipe_delays_and_loses_nothing),
		cmocka_unit_test(a_flood_at_a_stalled_loop_closes_the_session),
		cmocka_unit_test(a_route_waits_for_its_microphones),
		cmocka_unit_test(the_last_seat),
		cmocka_unit_test(the_pages_follow),
		cmocka_unit_test(the_thread_answers_its_bell),
		cmocka_unit_test(every_failed_allocation_unwinds),
	};
	return cmocka_run_group_tests_name("control", tests, NULL, NULL);
}
