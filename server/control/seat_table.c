// SPDX-License-Identifier: Apache-2.0
#include "control/seat_table.h"

/* clang-format off */
static const struct seat_step table[SEAT_STATES][SEAT_EVENTS] = {
	[SEAT_EMPTY] = {
		[SEAT_TAKE]   = { SEAT_HERE,    SEAT_OPEN },
		[SEAT_RETURN] = { SEAT_EMPTY,   SEAT_REFUSED },
		[SEAT_STALL]  = { SEAT_EMPTY,   SEAT_NOTHING },
		[SEAT_FLOW]   = { SEAT_EMPTY,   SEAT_NOTHING },
		[SEAT_LEAVE]  = { SEAT_EMPTY,   SEAT_NOTHING },
		[SEAT_CARRY]  = { SEAT_EMPTY,   SEAT_NOTHING },
		[SEAT_DROP]   = { SEAT_EMPTY,   SEAT_NOTHING },
		[SEAT_CLEAR]  = { SEAT_EMPTY,   SEAT_FORGET },
	},
	[SEAT_HERE] = {
		[SEAT_TAKE]   = { SEAT_HERE,    SEAT_REFUSED },
		[SEAT_RETURN] = { SEAT_HERE,    SEAT_REPLACE },
		[SEAT_STALL]  = { SEAT_STALLED, SEAT_SILENCE },
		[SEAT_FLOW]   = { SEAT_HERE,    SEAT_NOTHING },
		[SEAT_LEAVE]  = { SEAT_LOST,    SEAT_CLOSE },
		[SEAT_CARRY]  = { SEAT_CARRIED, SEAT_GO_ON },
		[SEAT_DROP]   = { SEAT_HERE,    SEAT_NOTHING },
		[SEAT_CLEAR]  = { SEAT_HERE,    SEAT_REFUSED },
	},
	[SEAT_STALLED] = {
		[SEAT_TAKE]   = { SEAT_STALLED, SEAT_REFUSED },
		[SEAT_RETURN] = { SEAT_HERE,    SEAT_REPLACE },
		[SEAT_STALL]  = { SEAT_STALLED, SEAT_NOTHING },
		[SEAT_FLOW]   = { SEAT_HERE,    SEAT_RESUME },
		[SEAT_LEAVE]  = { SEAT_LOST,    SEAT_CLOSE },
		[SEAT_CARRY]  = { SEAT_LOST,    SEAT_CLOSE }, /* it brings nothing either */
		[SEAT_DROP]   = { SEAT_STALLED, SEAT_NOTHING },
		[SEAT_CLEAR]  = { SEAT_STALLED, SEAT_REFUSED },
	},
	[SEAT_CARRIED] = {
		[SEAT_TAKE]   = { SEAT_CARRIED, SEAT_REFUSED },
		[SEAT_RETURN] = { SEAT_HERE,    SEAT_GO_ON },
		[SEAT_STALL]  = { SEAT_LOST,    SEAT_CLOSE },
		[SEAT_FLOW]   = { SEAT_CARRIED, SEAT_NOTHING },
		[SEAT_LEAVE]  = { SEAT_CARRIED, SEAT_NOTHING },
		[SEAT_CARRY]  = { SEAT_CARRIED, SEAT_NOTHING },
		[SEAT_DROP]   = { SEAT_LOST,    SEAT_CLOSE },
		[SEAT_CLEAR]  = { SEAT_CARRIED, SEAT_REFUSED },
	},
	[SEAT_LOST] = {
		[SEAT_TAKE]   = { SEAT_LOST,    SEAT_REFUSED },
		[SEAT_RETURN] = { SEAT_HERE,    SEAT_OPEN },
		[SEAT_STALL]  = { SEAT_LOST,    SEAT_NOTHING },
		[SEAT_FLOW]   = { SEAT_LOST,    SEAT_NOTHING },
		[SEAT_LEAVE]  = { SEAT_LOST,    SEAT_NOTHING },
		[SEAT_CARRY]  = { SEAT_LOST,    SEAT_NOTHING },
		[SEAT_DROP]   = { SEAT_LOST,    SEAT_NOTHING },
		[SEAT_CLEAR]  = { SEAT_EMPTY,   SEAT_FORGET },
	},
};
/* clang-format on */

struct seat_step seat_next(enum seat_state state, enum seat_event event)
{
	return table[state][event];
}

const char *seat_state_name(enum seat_state state)
{
	static const char *const names[SEAT_STATES] = {
		[SEAT_EMPTY] = "empty",
		[SEAT_HERE] = "here",
		[SEAT_STALLED] = "stalled",
		[SEAT_CARRIED] = "here", /* as all who hear it would say */
		[SEAT_LOST] = "lost",
	};
	return names[state];
}
