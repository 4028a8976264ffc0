// SPDX-License-Identifier: Apache-2.0
#include "control/handover.h"

/* clang-format off */
static const struct handover_step table[HANDOVER_STATES][HANDOVER_EVENTS] = {
	[HANDOVER_NONE] = {
		[HANDOVER_OFFER]    = { HANDOVER_LIVE,    HANDOVER_OFFERED,   HANDOVER_BEGINS },
		[HANDOVER_REQUEST]  = { HANDOVER_STANDBY, HANDOVER_REQUESTED, HANDOVER_BEGINS },
		[HANDOVER_ACCEPT]   = { HANDOVER_NOBODY,  HANDOVER_NONE,      HANDOVER_STAYS },
		[HANDOVER_CANCEL]   = { HANDOVER_NOBODY,  HANDOVER_NONE,      HANDOVER_STAYS },
		[HANDOVER_TAKE]     = { HANDOVER_STANDBY, HANDOVER_NONE,      HANDOVER_SWITCHES },
		[HANDOVER_TIME]     = { HANDOVER_ANYBODY, HANDOVER_NONE,      HANDOVER_STAYS },
		[HANDOVER_FROM_OFF] = { HANDOVER_ANYBODY, HANDOVER_NONE,      HANDOVER_STAYS },
		[HANDOVER_TO_GONE]  = { HANDOVER_ANYBODY, HANDOVER_NONE,      HANDOVER_STAYS },
	},
	[HANDOVER_OFFERED] = {
		[HANDOVER_OFFER]    = { HANDOVER_LIVE,    HANDOVER_OFFERED,   HANDOVER_STAYS },
		/* both want it */
		[HANDOVER_REQUEST]  = { HANDOVER_STANDBY, HANDOVER_COUNTDOWN, HANDOVER_AGREED },
		[HANDOVER_ACCEPT]   = { HANDOVER_STANDBY, HANDOVER_COUNTDOWN, HANDOVER_AGREED },
		[HANDOVER_CANCEL]   = { HANDOVER_PARTY,   HANDOVER_NONE,      HANDOVER_ENDS },
		[HANDOVER_TAKE]     = { HANDOVER_STANDBY, HANDOVER_NONE,      HANDOVER_SWITCHES },
		[HANDOVER_TIME]     = { HANDOVER_ANYBODY, HANDOVER_NONE,      HANDOVER_ENDS },
		[HANDOVER_FROM_OFF] = { HANDOVER_ANYBODY, HANDOVER_NONE,      HANDOVER_ENDS },
		[HANDOVER_TO_GONE]  = { HANDOVER_ANYBODY, HANDOVER_OFFERED,   HANDOVER_STAYS },
	},
	[HANDOVER_REQUESTED] = {
		[HANDOVER_OFFER]    = { HANDOVER_LIVE,    HANDOVER_COUNTDOWN, HANDOVER_AGREED },
		[HANDOVER_REQUEST]  = { HANDOVER_STANDBY, HANDOVER_REQUESTED, HANDOVER_STAYS },
		[HANDOVER_ACCEPT]   = { HANDOVER_LIVE,    HANDOVER_COUNTDOWN, HANDOVER_AGREED },
		[HANDOVER_CANCEL]   = { HANDOVER_PARTY,   HANDOVER_NONE,      HANDOVER_ENDS },
		[HANDOVER_TAKE]     = { HANDOVER_STANDBY, HANDOVER_NONE,      HANDOVER_SWITCHES },
		[HANDOVER_TIME]     = { HANDOVER_ANYBODY, HANDOVER_NONE,      HANDOVER_ENDS },
		/* asked for, not agreed: nobody is put on the air by somebody else's key */
		[HANDOVER_FROM_OFF] = { HANDOVER_ANYBODY, HANDOVER_NONE,      HANDOVER_ENDS },
		[HANDOVER_TO_GONE]  = { HANDOVER_ANYBODY, HANDOVER_NONE,      HANDOVER_ENDS },
	},
	[HANDOVER_COUNTDOWN] = {
		[HANDOVER_OFFER]    = { HANDOVER_LIVE,    HANDOVER_COUNTDOWN, HANDOVER_STAYS },
		[HANDOVER_REQUEST]  = { HANDOVER_STANDBY, HANDOVER_COUNTDOWN, HANDOVER_STAYS },
		/* "now" */
		[HANDOVER_ACCEPT]   = { HANDOVER_PARTY,   HANDOVER_NONE,      HANDOVER_SWITCHES },
		[HANDOVER_CANCEL]   = { HANDOVER_PARTY,   HANDOVER_NONE,      HANDOVER_ENDS },
		[HANDOVER_TAKE]     = { HANDOVER_STANDBY, HANDOVER_NONE,      HANDOVER_SWITCHES },
		[HANDOVER_TIME]     = { HANDOVER_ANYBODY, HANDOVER_NONE,      HANDOVER_SWITCHES },
		/* agreed: no gap if the line breaks or the key comes early */
		[HANDOVER_FROM_OFF] = { HANDOVER_ANYBODY, HANDOVER_NONE,      HANDOVER_SWITCHES },
		[HANDOVER_TO_GONE]  = { HANDOVER_ANYBODY, HANDOVER_NONE,      HANDOVER_ENDS },
	},
};
/* clang-format on */

struct handover_step handover_next(enum handover_state state, enum handover_event event)
{
	return table[state][event];
}

static bool may(const struct handover *h, enum handover_who who, const struct handover_actor *actor)
{
	switch (who) {
	case HANDOVER_NOBODY: return false;
	case HANDOVER_LIVE: return actor->live;
	case HANDOVER_STANDBY: return !actor->live;
	case HANDOVER_PARTY: return actor->seat == h->from || actor->seat == h->to;
	case HANDOVER_ANYBODY: return true;
	}
	return false;
}

/* Who gives and who gets, as far as the actor's word makes it known. */
static void name_parties(struct handover *h, const struct handover_actor *actor)
{
	if (!actor)
		return;
	if (actor->live)
		h->from = actor->seat;
	else
		h->to = actor->seat;
	if (h->from == SEAT_NONE)
		h->from = actor->live_seat;
}

enum handover_verdict handover_apply(struct handover *h, enum handover_event event,
		const struct handover_actor *actor, int64_t now_ns, int64_t countdown_ns)
{
	struct handover_step step = handover_next(h->state, event);
	if (!may(h, step.who, actor))
		return HANDOVER_REFUSED;
	if (event == HANDOVER_REQUEST && actor->live_seat == SEAT_NONE)
		return HANDOVER_REFUSED; /* nobody to ask: the microphone key does it */

	if (h->state == HANDOVER_NONE)
		h->from = h->to = SEAT_NONE;
	h->state = step.next;
	switch (step.effect) {
	case HANDOVER_STAYS: return HANDOVER_DONE;
	case HANDOVER_BEGINS:
		name_parties(h, actor);
		h->deadline_ns = now_ns + HANDOVER_EXPIRES_NS;
		return HANDOVER_DONE;
	case HANDOVER_AGREED:
		name_parties(h, actor);
		h->deadline_ns = now_ns + countdown_ns;
		return HANDOVER_DONE;
	case HANDOVER_SWITCHES:
		if (event == HANDOVER_TAKE)
			name_parties(h, actor);
		return HANDOVER_SWITCH;
	case HANDOVER_ENDS: return HANDOVER_DONE;
	}
	return HANDOVER_DONE;
}

const char *handover_state_name(enum handover_state state)
{
	static const char *const names[HANDOVER_STATES] = {
		[HANDOVER_NONE] = "none",
		[HANDOVER_OFFERED] = "offered",
		[HANDOVER_REQUESTED] = "requested",
		[HANDOVER_COUNTDOWN] = "countdown",
	};
	return names[state];
}
