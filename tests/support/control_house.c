// SPDX-License-Identifier: Apache-2.0
#include "support/control_house.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"

struct control_setup house_setup(struct house *h)
{
	return (struct control_setup){ .plan = &h->plan,
		.loops = h->loops,
		.ports = h->ports,
		.media_command = &h->command,
		.media_note = &h->note,
		.bell = &h->bell,
		.sessions = SESSIONS,
		.auth = h->auth,
		.handover_countdown_ms = 3000,
		.hold_off_ms = 2000,
		.audit_path = h->audit_path,
		.recording_command = h->recording_command.slots ? &h->recording_command : NULL,
		.recording_note = h->recording_command.slots ? &h->recording_note : NULL,
		.recorder_bell = &h->recorder_bell,
		.counters = &h->counters };
}

static struct house *unbuilt(void)
{
	struct house *h = calloc(1, sizeof *h);
	assert_non_null(h);
	return h;
}

static struct house *build(struct house *h, uint32_t loops, const struct auth_setup *auth,
		enum interlock interlock, const char *audit_path)
{
	h->loops = loops;
	h->audit_path = audit_path;
	h->auth = *auth;
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
	struct control_setup setup = house_setup(h);
	assert_int_equal(control_create(&h->control, &setup), 0);
	return h;
}

static const struct auth_setup trusting = { .trusts_this_machine = true };

struct house *house_build(enum interlock interlock)
{
	return build(unbuilt(), LOOPS, &trusting, interlock, NULL);
}

struct house *house_build_guarded(const struct auth_setup *auth)
{
	return build(unbuilt(), LOOPS, auth, INTERLOCK_NONE, NULL);
}

struct house *house_build_one_loop(enum interlock interlock, const char *audit_path)
{
	struct house *h = build(unbuilt(), 1, &trusting, interlock, audit_path);
	h->eager = true;
	return h;
}

struct house *house_build_recording(const char *audit_path)
{
	struct house *h = unbuilt();
	assert_int_equal(pipe_init(&h->recording_command, sizeof(struct recording_command), 4), 0);
	assert_int_equal(pipe_init(&h->recording_note, sizeof(struct recording_note), 4), 0);
	assert_int_equal(bell_init(&h->recorder_bell), 0);
	build(h, 1, &trusting, INTERLOCK_NONE, audit_path);
	h->eager = true;
	return h;
}

void house_tear_down(struct house *h)
{
	control_destroy(h->control);
	while (h->read_count > 0)
		free(h->read[--h->read_count]);
	for (int i = 0; i < LOOPS; i++) {
		pipe_finish(&h->request[i]);
		pipe_finish(&h->event[i]);
	}
	pipe_finish(&h->command);
	pipe_finish(&h->note);
	bell_finish(&h->bell);
	bell_finish(&h->loop_bell);
	if (h->recording_command.slots)
		bell_finish(&h->recorder_bell);
	pipe_finish(&h->recording_command);
	pipe_finish(&h->recording_note);
	free(h);
}

/* ---- what a loop and media put in ---- */

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

static void hang_up(struct house *h, const char *line, bool done)
{
	uint32_t loop = begin_request(h, REQUEST_GONE, line);
	h->req.done = done;
	assert_true(pipe_put(&h->request[loop], &h->req, sizeof h->req));
}

static void count_packets(struct house *h, const char *line)
{
	struct microphone_note m = { 0 };
	int got = sscanf(line, "%" SCNu32 ".%" SCNu32 " %" SCNu32, &m.microphone.slot,
			&m.microphone.generation, &m.packets);
	assert_int_equal(got, 3);
	h->media_note.microphones[m.microphone.slot] = m;
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
		text += sprintf(text, " microphone %u.%u ssrc %u", h->ev.microphone.slot,
				h->ev.microphone.generation, h->ev.uplink_ssrc);
	if (h->ev.path)
		sprintf(text, " path");
}

static void write_subscribe(struct house *h, char *text)
{
	text += sprintf(text, "SUBSCRIBE %u.%u %s %u ", h->ev.session.slot,
			h->ev.session.generation,
			h->ev.subscription.rendition == RENDITION_LOW ? "low" : "high",
			h->ev.subscription.bundle);
	write_set(text, h, h->ev.subscription.channels);
	if (h->ev.subscription.monitor)
		strcat(text, " monitor");
}

static void write_event(struct house *h, char *text)
{
	struct event *e = &h->ev;
	assert_true(e->text_bytes == strlen(e->text));
	switch (e->kind) {
	case EVENT_GRANT: write_grant(h, text); return;
	case EVENT_SUBSCRIBE: write_subscribe(h, text); return;
	case EVENT_FLEETING: sprintf(text, "FLEETING %x %s", e->roles, e->text); return;
	case EVENT_DOOR:
		sprintf(text, "DOOR %u.%u %s", e->session.slot, e->session.generation,
				e->opens ? "opens" : "shut");
		return;
	case EVENT_BROADCAST: sprintf(text, "BROADCAST %x %s", e->roles, e->text); return;
	case EVENT_TEXT:
		sprintf(text, "TEXT %u.%u %s", e->session.slot, e->session.generation, e->text);
		return;
	case EVENT_CLOSE:
		sprintf(text, "CLOSE %u.%u %u %s", e->session.slot, e->session.generation,
				e->close_code, e->text);
		return;
	case EVENT_PAGE:
		assert_true(e->page_offset + e->text_bytes < HOUSE_PAGE_BYTES);
		sprintf(h->page[e->page] + e->page_offset, "%s", e->text);
		return;
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

static void single_quotes(char *text)
{
	for (; *text; text++)
		*text = *text == '"' ? '\'' : *text;
}

static int kept_named(const char *type)
{
	static const char *const names[] = {
		[HOUSE_SEATS] = "seats",
		[HOUSE_PLAN] = "plan",
		[HOUSE_LEVELS] = "levels",
		[HOUSE_FIGURES] = "figures",
		[HOUSE_ALARMS] = "alarms",
		[HOUSE_AUDIENCE] = "audience",
		[HOUSE_FLOOR_SOUND] = "floor_sound",
	};
	int i = 0;
	while (i < HOUSE_KEPT && strcmp(type, names[i]) != 0)
		i++;
	return i;
}

/* Told again and again, and kept aside. */
static bool is_kept(struct house *h, uint32_t loop)
{
	char type[20] = "";
	sscanf(h->ev.text, "{\"type\":\"%19[a-z_]", type);
	bool console = strcmp(type, "console") == 0;
	int which = kept_named(type);
	if (!console && which == HOUSE_KEPT)
		return false;
	char *kept = console ? h->console[h->ev.session.slot] : h->kept[which];
	uint32_t *count = console ? &h->console_texts : &h->kept_texts[which];
	++*count;
	if (!console && (h->ev.kind == EVENT_BROADCAST || h->ev.kind == EVENT_FLEETING))
		h->kept_roles[which] = h->ev.roles;
	if (loop == 0) {
		sprintf(kept, "%s", h->ev.text);
		single_quotes(kept);
	}
	return true;
}

static bool read_event(struct house *h, uint32_t loop)
{
	do {
		memset(&h->ev, 0, offsetof(struct event, text));
		if (pipe_take(&h->event[loop], &h->ev) == 0)
			return false;
		write_event(h, h->text);
	} while (h->ev.kind == EVENT_PAGE || is_kept(h, loop));
	remember_session(h);
	single_quotes(h->text);
	return true;
}

static void read_all(struct house *h)
{
	while (read_event(h, 0)) {
		assert_true(h->read_count < sizeof h->read / sizeof h->read[0]);
		h->read[h->read_count++] = strdup(h->text);
	}
}

bool house_next_event(struct house *h, uint32_t loop)
{
	if (!h->eager)
		return read_event(h, loop);
	if (h->read_count == 0)
		return false;
	snprintf(h->text, sizeof h->text, "%s", h->read[0]);
	free(h->read[0]);
	memmove(h->read, h->read + 1, --h->read_count * sizeof h->read[0]);
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

bool house_next_command(struct house *h)
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

bool house_matches(const char *pattern, const char *text)
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
		if (house_next_event(h, i))
			fail_msg("%s: loop %u got %s", where, i, h->text);
	if (house_next_command(h))
		fail_msg("%s: media got %s", where, h->text);
}

static void expect(const char *line, bool came, const struct house *h, const char *pattern)
{
	if (!came)
		fail_msg("%s: nothing came", line);
	if (!house_matches(pattern, h->text))
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
	expect(line, house_next_event(h, (uint32_t)(line[2] - '0')), h, pattern + 4);
}

void house_turn(struct house *h, int64_t ms)
{
	h->now_ns += ms * NS_PER_MS;
	control_turn(h->control, h->now_ns);
	if (h->eager)
		read_all(h);
}

static void expect_kept(const char *line, const char *pattern, const char *kept)
{
	if (!house_matches(pattern, kept))
		fail_msg("%s\n  is %s", line, kept);
}

static bool is_about_kept(const char *line, int *which, const char **pattern)
{
	char type[20] = "";
	int length = 0;
	sscanf(line, "%19[a-z_] %n", type, &length);
	*which = kept_named(type);
	*pattern = line + length;
	return *which < HOUSE_KEPT;
}

void house_obey(struct house *h, const char *line)
{
	int which;
	const char *pattern;
	if (strncmp(line, "> ", 2) == 0)
		say(h, line + 2, true);
	else if (strncmp(line, "far> ", 5) == 0)
		say(h, line + 5, false);
	else if (strncmp(line, "gone ", 5) == 0)
		hang_up(h, line + 5, false);
	else if (strncmp(line, "done ", 5) == 0)
		hang_up(h, line + 5, true);
	else if (strncmp(line, "note", 4) == 0)
		report(h, line + 4);
	else if (strncmp(line, "packets ", 8) == 0)
		count_packets(h, line + 8);
	else if (strncmp(line, "turn ", 5) == 0)
		house_turn(h, atoi(line + 5));
	else if (strncmp(line, "< ", 2) == 0)
		expect_event(h, line);
	else if (strncmp(line, "media ", 6) == 0)
		expect(line, house_next_command(h), h, line + 6);
	else if (strncmp(line, "console ", 8) == 0)
		expect_kept(line, strchr(line + 8, ' ') + 1, h->console[atoi(line + 8)]);
	else if (strcmp(line, "forget") == 0)
		memset(h->kept, 0, sizeof h->kept);
	else if (is_about_kept(line, &which, &pattern))
		expect_kept(line, pattern, h->kept[which]);
	else if (strcmp(line, "quiet") == 0)
		check_quiet(h, line);
	else
		fail_msg("what is '%s'?", line);
}

void house_play(struct house *h, const char *const *script)
{
	for (; *script; script++)
		house_obey(h, *script);
}
