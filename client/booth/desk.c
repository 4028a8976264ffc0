// SPDX-License-Identifier: Apache-2.0
#include "booth/desk.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "audio/tone_control.h"
#include "proto/object.h"
#include "proto/text.h"

enum { STAND_BY_PERCENT = 55 }; /* of the incoming volume: 10 dB less, by the square of it */

static_assert((int)DESK_DRAFT_BYTES < (int)CHAT_BYTES, "a draft is no longer than a message");

void desk_init(struct desk *d, bool microphone_on, const struct ear_settings *ear)
{
	*d = (struct desk){ .ear = *ear };
	gate_init(&d->gate, microphone_on);
}

__attribute__((format(printf, 2, 3))) static void say(struct desk_effect *e, const char *format,
		...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(e->say, sizeof e->say, format, args);
	va_end(args);
}

static const char *bool_word(bool value)
{
	return value ? "true" : "false";
}

/* ---- what keys choose ---- */

const struct event_channel *desk_channel(const struct event_view *view, int digit)
{
	int at = 0;
	if (digit < 0 || digit >= DESK_KEYS)
		return NULL;
	for (int floor = 0; floor < 2; floor++)
		for (uint32_t i = 0; i < view->channel_count; i++) {
			const struct event_channel *c = &view->channels[i];
			if ((strcmp(c->id, "floor") == 0) == (floor == 1) && at++ == digit)
				return c;
		}
	return NULL;
}

const char *desk_reason(int digit)
{
	static const char *const reasons[] = { "sound", "too_fast", "unseen_text", "other" };
	bool known = digit >= 0 && digit < (int)(sizeof reasons / sizeof reasons[0]);
	return known ? reasons[digit] : NULL;
}

const char *desk_to_word(const struct desk *d)
{
	static const char *const words[] = { "booth", "booth", "booths", "operator" };
	return d->to == DESK_TO_OTHER ? d->to_booth : words[d->to];
}

const char *desk_handover_step(const struct console *c)
{
	switch (c->handover.state) {
	case CONSOLE_HANDOVER_NONE: return c->on_air ? "offer" : "request";
	case CONSOLE_HANDOVER_OFFERED: return c->handover.from == c->seat ? NULL : "accept";
	case CONSOLE_HANDOVER_REQUESTED: return c->handover.to == c->seat ? NULL : "accept";
	case CONSOLE_HANDOVER_COUNTDOWN: return "accept";
	}
	return NULL;
}

struct ear_settings desk_ear(const struct desk *d, const struct console *c)
{
	struct ear_settings ear = d->ear;
	if (!console_handover_pending(c) || c->on_air)
		return ear;
	int *incoming = &ear.volume_percent[VOICE_CHANNEL];
	int *mate = &ear.volume_percent[VOICE_BOOTHMATE];
	if (*mate < *incoming)
		*mate = *incoming;
	*incoming = *incoming * STAND_BY_PERCENT / 100;
	return ear;
}

/* ---- microphone and cough ---- */

void desk_microphone(struct desk *d, bool on, struct desk_effect *e)
{
	gate_switch(&d->gate, on);
	e->microphone = true;
}

void desk_cough(struct desk *d, bool held, struct desk_effect *e)
{
	if (held == d->coughing)
		return;
	d->coughing = held;
	say(e, "{\"type\":\"cough\",\"on\":%s}", bool_word(held));
}

void desk_turn(struct desk *d, int64_t now_ns, struct desk_effect *e)
{
	if (d->cough.until_ns && !cough_muted(&d->cough, now_ns)) {
		d->cough.until_ns = 0;
		desk_cough(d, false, e);
	}
}

void desk_greet(struct desk *d, struct desk_effect *e)
{
	gate_forget(&d->gate);
	if (d->consents)
		say(e, "{\"type\":\"consent\",\"recording\":true}");
}

/* ---- commands ---- */

static void turn_volume(int *percent, int by, struct desk_effect *e)
{
	*percent += by * DESK_VOLUME_STEP;
	if (*percent < 0)
		*percent = 0;
	if (*percent > EAR_VOLUME_PERCENT)
		*percent = EAR_VOLUME_PERCENT;
	e->ear = true;
}

static void turn_tone(float *db, int by, struct desk_effect *e)
{
	*db += (float)by;
	if (*db < -TONE_CONTROL_MAX_DB)
		*db = -TONE_CONTROL_MAX_DB;
	if (*db > TONE_CONTROL_MAX_DB)
		*db = TONE_CONTROL_MAX_DB;
	e->ear = true;
}

static void press_microphone(struct desk *d, const struct console *c, struct desk_effect *e)
{
	if (c->known && c->microphone == MICROPHONE_SUSPENDED)
		desk_microphone(d, true, e); /* ends it */
	else
		desk_microphone(d, !d->gate.wanted, e);
}

static void set_consent(struct desk *d, bool consents, struct desk_effect *e)
{
	d->consents = consents;
	if (d->asking == ASK_CONSENT)
		d->asking = ASK_NOTHING;
	say(e, "{\"type\":\"consent\",\"recording\":%s}", bool_word(consents));
}

static void press_digit(struct desk *d, const struct console *c, const struct event_view *view,
		int digit, struct desk_effect *e)
{
	const struct event_channel *channel = desk_channel(view, digit);
	bool is_floor = channel && strcmp(channel->id, "floor") == 0;
	switch (d->asking) {
	case ASK_REASON:
		if (desk_reason(digit))
			say(e, "{\"type\":\"cannot_interpret\",\"on\":true,\"reason\":\"%s\"}",
					desk_reason(digit));
		break;
	case ASK_CONSENT:
		if (digit > 1)
			return;
		set_consent(d, digit == 0, e);
		break;
	case ASK_LANGUAGE:
		if (channel && !is_floor)
			say(e, "{\"type\":\"floor_language\",\"language\":\"%s\"}", channel->id);
		break;
	default:
		if (channel && console_offers(c, channel->id))
			say(e, "{\"type\":\"incoming\",\"channel\":\"%s\"}", channel->id);
		return;
	}
	d->asking = ASK_NOTHING;
}

static void press_cannot(struct desk *d, const struct console *c, struct desk_effect *e)
{
	if (c->microphone == MICROPHONE_SUSPENDED)
		say(e, "{\"type\":\"cannot_interpret\",\"on\":false}");
	else
		d->asking = d->asking == ASK_REASON ? ASK_NOTHING : ASK_REASON;
}

static void press_cancel(struct desk *d, const struct console *c, struct desk_effect *e)
{
	if (d->asking != ASK_NOTHING || d->help) {
		d->asking = ASK_NOTHING;
		d->help = false;
	} else if (console_handover_pending(c)) {
		say(e, "{\"type\":\"handover\",\"step\":\"cancel\"}");
	}
}

static void press_quit(struct desk *d, const struct console *c, struct desk_effect *e)
{
	e->quit = !c->on_air || d->asking == ASK_QUIT;
	d->asking = ASK_QUIT;
}

/* Keys that turn something here. */
static void turn_knob(struct desk *d, const struct key_row *row, struct desk_effect *e)
{
	int by = row->argument;
	switch (row->command) {
	case COMMAND_INCOMING_VOLUME:
		turn_volume(&d->ear.volume_percent[VOICE_CHANNEL], by, e);
		break;
	case COMMAND_BOOTHMATE_VOLUME:
		turn_volume(&d->ear.volume_percent[VOICE_BOOTHMATE], by, e);
		break;
	case COMMAND_OWN_VOLUME: turn_volume(&d->ear.own_percent, by, e); break;
	case COMMAND_BASS: turn_tone(&d->ear.bass_db, by, e); break;
	case COMMAND_TREBLE: turn_tone(&d->ear.treble_db, by, e); break;
	default: break;
	}
}

/* Keys that are a message, as things stand. */
static void press_sent(struct desk *d, const struct console *c, const struct key_row *row,
		struct desk_effect *e)
{
	const struct console_seat *own = console_own(c);
	const char *step = desk_handover_step(c);
	switch (row->command) {
	case COMMAND_OUTPUT:
		if (c->outputs[row->argument][0])
			say(e, "{\"type\":\"output\",\"output\":\"%c\"}", 'a' + row->argument);
		break;
	case COMMAND_FLOOR_KEY: say(e, "{\"type\":\"incoming\"}"); break;
	case COMMAND_HANDOVER:
		if (step)
			say(e, "{\"type\":\"handover\",\"step\":\"%s\"}", step);
		break;
	case COMMAND_TAKE:
		if (!c->on_air)
			say(e, "{\"type\":\"handover\",\"step\":\"take\"}");
		break;
	case COMMAND_SLOW_DOWN:
		say(e, "{\"type\":\"slow_down\",\"on\":%s}", bool_word(!own || !own->slow_down));
		break;
	case COMMAND_CALL:
		say(e, "{\"type\":\"call_operator\",\"on\":%s}",
				bool_word(!own || own->call == CONSOLE_QUIET));
		break;
	case COMMAND_CONSENT: set_consent(d, !(own ? own->consents : d->consents), e); break;
	default: turn_knob(d, row, e); break;
	}
}

static void press(struct desk *d, const struct console *c, const struct event_view *view,
		const struct key_row *row, int64_t now_ns, struct desk_effect *e)
{
	if (d->asking == ASK_QUIT && row->command != COMMAND_QUIT)
		d->asking = ASK_NOTHING;
	switch (row->command) {
	case COMMAND_MICROPHONE: press_microphone(d, c, e); break;
	case COMMAND_COUGH:
		cough_press(&d->cough, now_ns);
		desk_cough(d, true, e);
		break;
	case COMMAND_DIGIT: press_digit(d, c, view, row->argument, e); break;
	case COMMAND_CANNOT: press_cannot(d, c, e); break;
	case COMMAND_CANCEL: press_cancel(d, c, e); break;
	case COMMAND_CHAT: d->writing = true; break;
	case COMMAND_LANGUAGE:
		d->asking = d->asking == ASK_LANGUAGE ? ASK_NOTHING : ASK_LANGUAGE;
		break;
	case COMMAND_EXPORT: e->export = true; break;
	case COMMAND_HELP: d->help = !d->help; break;
	case COMMAND_QUIT: press_quit(d, c, e); break;
	default: press_sent(d, c, row, e); break;
	}
}

/* ---- writing ---- */

static void send_draft(struct desk *d, struct desk_effect *e)
{
	struct object o = object_begin();
	object_set_text(&o, "type", "chat");
	object_set_text(&o, "to", d->to == DESK_TO_OTHER ? "booth" : desk_to_word(d));
	if (d->to == DESK_TO_OTHER)
		object_set_text(&o, "booth", d->to_booth);
	object_set_text(&o, "text", d->draft);
	if (object_write(e->say, sizeof e->say, object_end(&o)) < 0)
		e->say[0] = '\0'; /* no memory: the draft stays */
	else
		d->draft[0] = '\0';
}

/* Adds a character as UTF-8 (RFC 3629), if the protocol lets it into a text. */
static void append(struct desk *d, int key)
{
	unsigned c = (unsigned)key;
	char bytes[5] = "";
	if (c < 0x80) {
		bytes[0] = (char)c;
	} else if (c < 0x800) {
		bytes[0] = (char)(0xc0 | c >> 6);
		bytes[1] = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		bytes[0] = (char)(0xe0 | c >> 12);
		bytes[1] = (char)(0x80 | (c >> 6 & 0x3f));
		bytes[2] = (char)(0x80 | (c & 0x3f));
	} else {
		bytes[0] = (char)(0xf0 | c >> 18);
		bytes[1] = (char)(0x80 | (c >> 12 & 0x3f));
		bytes[2] = (char)(0x80 | (c >> 6 & 0x3f));
		bytes[3] = (char)(0x80 | (c & 0x3f));
	}
	bool fits = strlen(d->draft) + strlen(bytes) < sizeof d->draft;
	if (fits && text_is_line(bytes, strlen(bytes)))
		strcat(d->draft, bytes);
}

static void take_back(struct desk *d)
{
	size_t length = strlen(d->draft);
	while (length > 0 && ((unsigned char)d->draft[--length] & 0xc0) == 0x80)
		;
	d->draft[length] = '\0';
}

/* Own booth, each other one that there is somebody in, all of them, the operator, and around. */
static void address_next(struct desk *d, const struct console *c)
{
	bool in_booths = d->to == DESK_TO_BOOTH || d->to == DESK_TO_OTHER;
	const char *after = d->to == DESK_TO_OTHER ? d->to_booth : "";
	const char *next = in_booths ? console_next_booth(c, after) : NULL;
	if (next)
		snprintf(d->to_booth, sizeof d->to_booth, "%s", next);
	if (in_booths)
		d->to = next ? DESK_TO_OTHER : DESK_TO_BOOTHS;
	else
		d->to = d->to == DESK_TO_BOOTHS ? DESK_TO_OPERATOR : DESK_TO_BOOTH;
}

/* Only F9 is a command here: it cannot be typed by mistake. */
static void write_key(struct desk *d, const struct console *c, int key, struct desk_effect *e)
{
	switch (key) {
	case KEY_MAP_F9: press_microphone(d, c, e); return;
	case KEY_MAP_ESCAPE: d->writing = false; return;
	case KEY_MAP_TAB: address_next(d, c); return;
	case KEY_MAP_BACKSPACE: take_back(d); return;
	case KEY_MAP_ENTER:
		d->writing = false;
		if (d->draft[0])
			send_draft(d, e);
		return;
	}
	if (key >= ' ' && key < KEY_MAP_F9)
		append(d, key);
}

void desk_key(struct desk *d, const struct console *c, const struct event_view *view, int key,
		int64_t now_ns, struct desk_effect *e)
{
	*e = (struct desk_effect){ 0 };
	const struct key_row *row = key_row_of(key);
	if (d->writing)
		write_key(d, c, key, e);
	else if (row)
		press(d, c, view, row, now_ns, e);
}
