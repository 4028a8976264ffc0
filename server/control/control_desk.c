// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "control/control_state.h"

/* The seat that the operator means; NULL, and told so, when nobody has it. */
static struct seat *seat_meant(struct control *c, const struct actor *a, const struct message *m)
{
	struct seat *seat = &c->roster.seats[m->seat.seat];
	if (seat->state != SEAT_EMPTY)
		return seat;
	control_error(c, a->who, "unknown_seat", message_type_name(m->type),
			"nobody has that seat");
	return NULL;
}

void control_answer(struct control *c, const struct actor *a, const struct message *m)
{
	struct seat *seat = seat_meant(c, a, m);
	if (!seat || seat->call != CALL_RINGING)
		return;
	seat->call = CALL_ANSWERED;
	c->people_stale = true;
	control_alert(c, m->seat.seat, "answered", SEAT_NONE, "the operator has seen your call");
	control_audit_actor(c, "answer", a);
	audit_number(&c->audit, "seat", m->seat.seat);
	audit_end(&c->audit);
}

void control_mute(struct control *c, const struct actor *a, const struct message *m)
{
	struct seat *seat = seat_meant(c, a, m);
	if (!seat)
		return;
	control_press(c, m->seat.seat, m->seat.on ? CONSOLE_MUTE : CONSOLE_UNMUTE);
	if (m->seat.on)
		control_alert(c, m->seat.seat, "muted", SEAT_NONE,
				"the operator has muted your microphone");
	else
		control_alert(c, m->seat.seat, "unmuted", SEAT_NONE,
				"your microphone is yours again");
	control_audit_actor(c, m->seat.on ? "mute" : "unmute", a);
	audit_number(&c->audit, "seat", m->seat.seat);
	audit_end(&c->audit);
}

static void apply_rule(struct routing_rule *rule, const struct message_rule *m)
{
	switch (m->interlock) {
	case RULE_INTERLOCK_KEEP: break;
	case RULE_NONE: rule->interlock = INTERLOCK_NONE; break;
	case RULE_INTERLOCK: rule->interlock = INTERLOCK_REFUSE; break;
	case RULE_OVERRIDE: rule->interlock = INTERLOCK_OVERRIDE; break;
	}
	switch (m->pass_through) {
	case RULE_PASS_KEEP: break;
	case RULE_NEVER: rule->pass_through = PLAN_PASS_NEVER; break;
	case RULE_LANGUAGE: rule->pass_through = PLAN_PASS_LANGUAGE; break;
	case RULE_IDLE: rule->pass_through = PLAN_PASS_IDLE; break;
	}
}

const char *control_interlock_name(enum interlock interlock)
{
	static const char *const names[] = { "none", "interlock", "override" };
	return names[interlock];
}

const char *control_pass_through_name(enum plan_pass_through pass_through)
{
	static const char *const names[] = { "never", "language", "idle" };
	return names[pass_through];
}

static void audit_rule(struct control *c, const struct actor *a, uint32_t channel)
{
	const struct routing_rule *rule = &c->input.rules[channel];
	control_audit_actor(c, "rule", a);
	audit_text(&c->audit, "channel", c->plan->channels[channel].id);
	audit_text(&c->audit, "interlock", control_interlock_name(rule->interlock));
	audit_text(&c->audit, "pass_through", control_pass_through_name(rule->pass_through));
	audit_end(&c->audit);
}

/* All of them are looked at before the first is changed. */
void control_rules(struct control *c, const struct actor *a, const struct message *m)
{
	uint32_t channels[CHANNELS_MAX];
	for (uint32_t i = 0; i < m->rules.count; i++) {
		channels[i] = plan_channel_from(c->plan, m->rules.channels[i].channel);
		if (channels[i] != PLAN_NONE && channels[i] != FLOOR)
			continue;
		control_error(c, a->who, "unknown_channel", "rules",
				"\"channels[%u]\": there is no such channel with rules", i);
		return;
	}
	for (uint32_t i = 0; i < m->rules.count; i++) {
		apply_rule(&c->input.rules[channels[i]], &m->rules.channels[i]);
		audit_rule(c, a, channels[i]);
	}
	c->rules_version++;
	control_touch(c);
}

/* The speaker has seen the lamp. */
void control_seen(struct control *c, const struct actor *a, const struct message *m)
{
	(void)a;
	(void)m;
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
		if (!c->roster.seats[i].slow_down)
			continue;
		c->roster.seats[i].slow_down = false;
		c->people_stale = true;
		control_alert(c, i, "seen", SEAT_NONE, "the speaker has seen the lamp");
	}
}
