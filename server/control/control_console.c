// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <strings.h>

#include "control/control_state.h"

#define SLOW_DOWN_NS (15 * NS_PER_S) /* then the lamp goes out by itself */

enum console_effect control_press(struct control *c, uint32_t number, enum console_event event)
{
	struct seat *seat = &c->roster.seats[number];
	enum console_state before = seat->keys;
	enum console_effect effect = roster_press(seat, event);
	if (effect == CONSOLE_COMES)
		seat->console.order = ++c->order;
	if (seat->keys == before)
		return effect;
	if (seat->keys == CONSOLE_ON)
		seat->flow_ns = c->now_ns; /* packets may begin only now */
	control_touch(c);
	return effect;
}

static void refuse_muted(struct control *c, const struct actor *a, const char *re)
{
	control_error(c, a->who, "muted", re, "the operator has muted this microphone");
}

/* True: with the console like that, the channel is not free, and the actor was told so. */
static bool refused(struct control *c, const struct actor *a, const struct routing_console *wanted,
		const char *re)
{
	struct routing_result result;
	control_peek(c, a->seat, wanted, &result);
	const struct routing_seat *seat = &result.seats[a->seat];
	if (seat->refusal == REFUSAL_NONE)
		return false;
	if (seat->refusal == REFUSAL_NO_OUTPUT)
		control_error(c, a->who, "no_output", re, "no output is chosen");
	else
		control_error(c, a->who, "interlock", re, "booth %s has channel %s",
				control_booth_id(c, seat->refused_for),
				c->plan->channels[wanted->output].id);
	control_audit_seat(c, "refused", a->seat);
	audit_text(&c->audit, "message", re);
	audit_end(&c->audit);
	return true;
}

void control_microphone(struct control *c, const struct actor *a, const struct message *m)
{
	if (!m->microphone.on) {
		control_press(c, a->seat, CONSOLE_PRESS_OFF);
		return;
	}
	struct routing_console wanted = a->seated->console;
	struct console_step step = console_next(a->seated->keys, CONSOLE_PRESS_ON);
	wanted.microphone = console_microphone(step.next);
	wanted.order = c->order + 1;
	if (step.effect == CONSOLE_COMES && refused(c, a, &wanted, "microphone"))
		return;
	if (control_press(c, a->seat, CONSOLE_PRESS_ON) == CONSOLE_IS_MUTED)
		refuse_muted(c, a, "microphone");
}

void control_cough(struct control *c, const struct actor *a, const struct message *m)
{
	control_press(c, a->seat, m->key.on ? CONSOLE_COUGH_DOWN : CONSOLE_COUGH_UP);
}

/* On the air, a new output is a new coming, to another channel's interlock. */
void control_output(struct control *c, const struct actor *a, const struct message *m)
{
	struct routing_console *console = &a->seated->console;
	uint32_t channel = c->plan->booths[console->booth].outputs[m->output.output];
	if (channel == PLAN_NONE) {
		control_error(c, a->who, "no_output", "output", "this booth has no such output");
		return;
	}
	if (channel == console->output)
		return;
	struct routing_console wanted = *console;
	wanted.output = channel;
	wanted.order = c->order + 1;
	if (refused(c, a, &wanted, "output"))
		return;
	console->output = channel;
	console->order = ++c->order;
	control_touch(c);
}

void control_incoming(struct control *c, const struct actor *a, const struct message *m)
{
	uint32_t channel = INCOMING_FLOOR_KEY;
	if (m->incoming.channel[0]) {
		channel = plan_channel_from(c->plan, m->incoming.channel);
		if (channel == PLAN_NONE) {
			control_error(c, a->who, "unknown_channel", "incoming",
					"there is no channel '%s'", m->incoming.channel);
			return;
		}
		struct routing_result result;
		control_peek(c, a->seat, &a->seated->console, &result);
		if (!(result.seats[a->seat].offered >> channel & 1)) {
			control_error(c, a->who, "not_offered", "incoming",
					"channel %s is this console's own output, or is relayed "
					"from it",
					c->plan->channels[channel].id);
			return;
		}
	}
	a->seated->console.incoming = channel;
	control_touch(c);
}

void control_cannot_interpret(struct control *c, const struct actor *a, const struct message *m)
{
	enum console_event event = m->cannot_interpret.on ? CONSOLE_CANNOT : CONSOLE_CAN;
	if (control_press(c, a->seat, event) == CONSOLE_IS_MUTED) {
		refuse_muted(c, a, "cannot_interpret");
		return;
	}
	a->seated->reason = m->cannot_interpret.reason;
	control_touch(c);
	control_audit_seat(c, m->cannot_interpret.on ? "cannot_interpret" : "can_interpret",
			a->seat);
	if (m->cannot_interpret.on)
		audit_text(&c->audit, "reason", message_reason_name(a->seated->reason));
	audit_end(&c->audit);
}

void control_slow_down(struct control *c, const struct actor *a, const struct message *m)
{
	if (m->key.on && !a->seated->slow_down) {
		control_audit_seat(c, "slow_down", a->seat);
		audit_end(&c->audit);
	}
	a->seated->slow_down = m->key.on;
	a->seated->slow_down_ns = c->now_ns;
	c->people_stale = true;
}

void control_dim_lamps(struct control *c)
{
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
		struct seat *seat = &c->roster.seats[i];
		if (!seat->slow_down || c->now_ns - seat->slow_down_ns < SLOW_DOWN_NS)
			continue;
		seat->slow_down = false;
		c->people_stale = true;
	}
}

void control_call_operator(struct control *c, const struct actor *a, const struct message *m)
{
	enum seat_call call = m->key.on ? CALL_RINGING : CALL_NONE;
	if (m->key.on && a->seated->call != CALL_RINGING) {
		control_audit_seat(c, "call_operator", a->seat);
		audit_end(&c->audit);
	}
	a->seated->call = call;
	c->people_stale = true;
}

void control_consent(struct control *c, const struct actor *a, const struct message *m)
{
	a->seated->consents = m->consent.recording;
	c->people_stale = true;
	control_audit_seat(c, "consent", a->seat);
	audit_boolean(&c->audit, "recording", m->consent.recording);
	audit_end(&c->audit);
}

/* By tag as `welcome` says it, or by a channel's id. */
static bool language_from(const struct plan *p, const char *language, uint32_t *channel)
{
	*channel = PLAN_NONE;
	if (!language[0])
		return true;
	for (uint32_t i = 1; i < p->channel_count && *channel == PLAN_NONE; i++)
		if (strcasecmp(p->channels[i].lang, language) == 0) /* RFC 5646 section 2.1.1 */
			*channel = i;
	if (*channel == PLAN_NONE)
		*channel = plan_channel_from(p, language);
	return *channel != PLAN_NONE && *channel != FLOOR;
}

void control_floor_language(struct control *c, const struct actor *a, const struct message *m)
{
	uint32_t channel;
	if (!language_from(c->plan, m->floor_language.language, &channel)) {
		control_error(c, a->who, "unknown_language", "floor_language",
				"no channel is in that language");
		return;
	}
	c->input.floor_language = channel;
	snprintf(c->floor_by, sizeof c->floor_by, "%s",
			a->session->name[0] ? a->session->name
					    : message_role_name(a->session->role));
	c->floor_by_version++;
	control_touch(c);
	control_audit_actor(c, "floor_language", a);
	audit_text(&c->audit, "language",
			channel == PLAN_NONE ? "" : c->plan->channels[channel].lang);
	audit_end(&c->audit);
}
