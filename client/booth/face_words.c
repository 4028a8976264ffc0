// SPDX-License-Identifier: Apache-2.0
#include "booth/face_words.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

enum { LEVEL_LOW_DBFS = -30, QUIET_DBFS = -50 };

const struct sign_shape *face_shape(enum booth_state state)
{
	static const struct sign_shape shapes[] = {
		[BOOTH_ON_AIR] = { LOOK_ON_AIR, "#", ">>>  ", "  <<<" },
		[BOOTH_MICROPHONE_OFF] = { LOOK_OFF_AIR, ".", "", "" },
		[BOOTH_COUGH] = { LOOK_HELD, "=", "", "" },
		[BOOTH_SUSPENDED] = { LOOK_HELD, "x", "", "" },
		[BOOTH_MUTED] = { LOOK_HELD, "x", "", "" },
		[BOOTH_NOT_HEARD] = { LOOK_HELD, "?", "", "" },
		[BOOTH_NOT_CONNECTED] = { LOOK_HELD, "!", "", "" },
		[BOOTH_NO_DEVICE] = { LOOK_HELD, "!", "", "" },
	};
	return &shapes[state];
}

const char *face_level_words(const struct visit *v, enum look *look)
{
	const struct booth_picture *p = &v->booth.picture;
	*look = LOOK_BAD;
	if (booth_state_of(p) == BOOTH_NO_DEVICE)
		return "";
	if (p->capture.peak_dbfs > -0.1f)
		return "TOO LOUD: turn the microphone down";
	if (v->loudest_dbfs < QUIET_DBFS && booth_state_of(p) == BOOTH_ON_AIR)
		return "SILENCE: is the microphone switched on?";
	*look = LOOK_WARN;
	if (v->loudest_dbfs < QUIET_DBFS)
		return "level check: speak, please";
	if (v->loudest_dbfs < LEVEL_LOW_DBFS)
		return "level: QUIET, come closer or turn it up";
	*look = LOOK_GOOD;
	return "level: right";
}

const char *face_path_words(const struct booth_picture *p)
{
	if (!p->has_path)
		return "";
	return p->path.state == SESSION_JOINED ? "   2 paths" : "   PATH 2 DOWN";
}

const char *face_channel_words(const struct event_channel *c, char text[static WORDS_BYTES])
{
	const char *word = c->depth > 2 ? "relay of relay" : c->depth == 2 ? "relay" : "direct";
	if (c->state == CHANNEL_IDLE)
		return "nobody";
	if (c->state == CHANNEL_SUSPENDED) {
		snprintf(text, WORDS_BYTES, "suspended: %s", c->reason);
		return text;
	}
	if (c->state == CHANNEL_FLOOR || c->depth == 0)
		word = "floor";
	if (c->delay_ms < 0)
		snprintf(text, WORDS_BYTES, "%s", word);
	else
		snprintf(text, WORDS_BYTES, "%-7s %4d ms", word, c->delay_ms);
	return text;
}

const char *face_ear_words(const struct visit *v, char text[static WORDS_BYTES])
{
	const struct protection_reading *r = &v->booth.picture.playback.ear;
	const struct incident_entry *e = incidents_entry(&v->incidents, 0);
	if (!v->booth.picture.listens)
		return "protection: nothing is heard here";
	int used = snprintf(text, WORDS_BYTES, "%.0f dB SPL, %.0f over a minute   ",
			(double)(r->level_db > 0 ? r->level_db : 0),
			(double)(r->mean_db > 0 ? r->mean_db : 0));
	char *rest = text + used;
	size_t room = WORDS_BYTES - (size_t)used;
	if (!e) {
		snprintf(rest, room, "protection on");
	} else {
		char when[16];
		struct tm local;
		time_t s = (time_t)(e->unix_ms / 1000);
		strftime(when, sizeof when, "%H:%M:%S", localtime_r(&s, &local));
		snprintf(rest, room, "held: %u, last %s %s (%.0f dB)", v->incidents.count, when,
				incidents_words(e->what.kind), (double)e->what.highest_db);
	}
	return text;
}

/* Now, on the server's clock. */
static int64_t server_ms(const struct visit *v)
{
	const struct booth_picture *p = &v->booth.picture;
	return (p->now_ns / 1000 + p->link.clock_offset_us) / 1000;
}

const char *face_seat_words(const struct visit *v, const struct console_seat *s,
		char text[static WORDS_BYTES])
{
	static const char *const words[MICROPHONE_STATES] = { "microphone off", "microphone on",
		"coughing", "cannot interpret", "muted by the operator" };
	int turn_s = s->turn_ms >= 0 ? (int)((server_ms(v) - s->turn_ms) / 1000) : 0;
	if (!s->here)
		return "line lost";
	if (!s->on_air)
		snprintf(text, WORDS_BYTES, "%s, hears %s", words[s->microphone], s->hears);
	else
		snprintf(text, WORDS_BYTES, "ON AIR > %s for %d:%02d, hears %s", s->output,
				turn_s / 60, turn_s % 60, s->hears);
	return text;
}

/* "you", or a name. */
static const char *who(const struct console *c, int seat)
{
	if (seat == CONSOLE_NOBODY)
		return "a boothmate";
	if (seat == c->seat)
		return "you";
	return c->seats[seat].name[0] ? c->seats[seat].name : "your boothmate";
}

const char *face_handover_words(const struct visit *v, char text[static WORDS_BYTES])
{
	const struct console *c = &v->console;
	const struct console_handover *h = &c->handover;
	int64_t left_ms = h->until_ms - server_ms(v);
	int left_s = left_ms > 0 ? (int)((left_ms + 999) / 1000) : 0;
	bool ours = h->state == CONSOLE_HANDOVER_OFFERED ? h->from == c->seat : h->to == c->seat;
	switch (h->state) {
	case CONSOLE_HANDOVER_NONE:
		return c->on_air ? "handover: h offers the air"
				 : "handover: h asks for the air, T takes it";
	case CONSOLE_HANDOVER_OFFERED:
		snprintf(text, WORDS_BYTES, " HANDOVER: %s offer%s the air   %sEsc cancel   %d s ",
				who(c, h->from), ours ? "" : "s", ours ? "" : "h accept   ",
				left_s);
		return text;
	case CONSOLE_HANDOVER_REQUESTED:
		snprintf(text, WORDS_BYTES,
				" HANDOVER: %s ask%s for the air   %sEsc cancel   %d s ",
				who(c, h->to), ours ? "" : "s", ours ? "" : "h accept   ", left_s);
		return text;
	case CONSOLE_HANDOVER_COUNTDOWN:
		snprintf(text, WORDS_BYTES, " HANDOVER in %d s: %s to %s   h now   Esc cancel ",
				left_s, who(c, h->from), who(c, h->to));
		return text;
	}
	return "";
}

const char *face_line_words(const struct console_line *l, char *text, size_t capacity,
		enum look *look)
{
	*look = LOOK_PLAIN;
	switch (l->kind) {
	case CONSOLE_CHAT:
		*look = l->own ? LOOK_DIM : LOOK_PLAIN;
		snprintf(text, capacity, "%s%s%s%s to %s: %s", l->own ? "you" : l->from,
				l->booth[0] ? " (" : "", l->booth, l->booth[0] ? ")" : "", l->to,
				l->text);
		break;
	case CONSOLE_ALERT:
		*look = LOOK_BAD;
		snprintf(text, capacity, "! %s", l->text);
		break;
	case CONSOLE_ANNOUNCEMENT:
		*look = LOOK_BOLD;
		snprintf(text, capacity, "announced: %s", l->text);
		break;
	case CONSOLE_REFUSAL:
		*look = LOOK_WARN;
		snprintf(text, capacity, "refused: %s", l->text);
		break;
	}
	return text;
}

static const char *language_question(const struct visit *v, char text[static WORDS_BYTES])
{
	int used = snprintf(text, WORDS_BYTES, " The floor speaks: ");
	for (int i = 0; i < DESK_KEYS; i++) {
		const struct event_channel *c = desk_channel(&v->booth.picture.link.view, i);
		if (c && strcmp(c->id, "floor") != 0 && used < WORDS_BYTES - NAME_BYTES)
			used += snprintf(text + used, WORDS_BYTES - (size_t)used, "%d %s  ", i + 1,
					c->id);
	}
	snprintf(text + used, WORDS_BYTES - (size_t)used, " Esc none of these ");
	return text;
}

const char *face_prompt_words(const struct visit *v, char text[static WORDS_BYTES], enum look *look)
{
	const struct booth_picture *p = &v->booth.picture;
	*look = LOOK_HELD;
	switch (v->desk.asking) {
	case ASK_REASON:
		return " Cannot interpret, why?  1 sound  2 too fast  3 unseen text is read  4 "
		       "other ";
	case ASK_LANGUAGE: return language_question(v, text);
	case ASK_CONSENT:
		return " Do you agree to being recorded?  1 yes  2 no   (r changes it later) ";
	case ASK_QUIT: return " You are ON AIR. q once more leaves; any other key stays. ";
	case ASK_NOTHING: break;
	}
	*look = LOOK_WARN;
	if (visit_notice(v)[0])
		return visit_notice(v);
	*look = LOOK_BAD;
	if (p->audio.state == AUDIO_LOST) {
		snprintf(text, WORDS_BYTES, "the sound device is gone: %s; trying again",
				p->audio.trouble);
		return text;
	}
	if (p->link.state != SESSION_JOINED)
		return words_link(&p->link, p->now_ns, text);
	*look = LOOK_DIM;
	return v->level_checked ? "" : "Speak to check your level; m goes on the air.";
}

const char *face_tail(const char *text, int columns)
{
	size_t length = strlen(text);
	size_t most = columns > 0 ? (size_t)columns : 0;
	const char *from = length > most ? text + length - most : text;
	while (((unsigned char)*from & 0xc0) == 0x80)
		from++;
	return from;
}
