// SPDX-License-Identifier: Apache-2.0
#include "control/control_path.h"

#include <inttypes.h>

#include "base/log.h"

static void refuse(struct control *c, struct session_ref who)
{
	control_error(c, who, "unknown_session", "join",
			"a second path is for a seat that is here: its own connection comes first");
	control_close(c, who, CLOSE_PROTOCOL, "unknown session");
}

void control_join_path(struct control *c, struct session_ref who, struct session *s,
		const struct message_join *join, uint32_t seat)
{
	struct session_ref former;
	if (seat == SEAT_NONE || !roster_has_way(&c->roster.seats[seat])) {
		refuse(c, who);
		return;
	}
	if (roster_find_path(&c->roster, seat, &former))
		control_close(c, former, CLOSE_TAKEN_OVER, "taken over by a newer second path");
	log_info("control", "second path joined loop=%" PRIu32 " slot=%" PRIu32 " seat=%" PRIu32,
			who.loop, who.handle.slot, seat);
	roster_join_path(s, join->role, seat);
	control_grant(c, who, s);
	control_welcome(c, who, s, c->roster.seats[seat].id);
}

void control_renew_path(struct control *c, uint32_t seat)
{
	struct session_ref path;
	if (roster_find_path(&c->roster, seat, &path))
		control_grant(c, path, roster_find(&c->roster, path));
}

void control_close_path(struct control *c, uint32_t seat)
{
	struct session_ref path;
	if (roster_find_path(&c->roster, seat, &path))
		control_close(c, path, CLOSE_TAKEN_OVER, "its seat is somebody else's");
}
