// SPDX-License-Identifier: Apache-2.0
#include "control/auth.h"

#include <stdint.h>

bool auth_allows(const struct auth_rules *rules, const struct message_join *join, bool loopback)
{
	return join->role == ROLE_LISTENER || loopback || rules->insecure;
}

#define ROLE(name) (UINT32_C(1) << ROLE_##name)
#define EVERY_ROLE ((UINT32_C(1) << ROLE_COUNT) - 1)

bool auth_may_say(enum message_role role, enum message_type type)
{
	static const uint32_t roles[MESSAGE_TYPE_COUNT] = {
		[MESSAGE_JOIN] = 0, /* once is enough */
		[MESSAGE_SUBSCRIBE] = EVERY_ROLE,
		[MESSAGE_PING] = EVERY_ROLE,
		[MESSAGE_MICROPHONE] = ROLE(INTERPRETER) | ROLE(FLOOR),
		[MESSAGE_COUGH] = ROLE(INTERPRETER),
		[MESSAGE_OUTPUT] = ROLE(INTERPRETER),
		[MESSAGE_INCOMING] = ROLE(INTERPRETER),
		[MESSAGE_CANNOT_INTERPRET] = ROLE(INTERPRETER),
		[MESSAGE_SLOW_DOWN] = ROLE(INTERPRETER),
		[MESSAGE_CALL_OPERATOR] = ROLE(INTERPRETER),
		[MESSAGE_HANDOVER] = ROLE(INTERPRETER),
		[MESSAGE_CONSENT] = ROLE(INTERPRETER),
		[MESSAGE_FLOOR_LANGUAGE] = ROLE(INTERPRETER) | ROLE(OPERATOR),
		[MESSAGE_CHAT] = ROLE(INTERPRETER) | ROLE(OPERATOR),
		[MESSAGE_ANNOUNCE] = ROLE(OPERATOR),
		[MESSAGE_ANSWER] = ROLE(OPERATOR),
		[MESSAGE_MUTE] = ROLE(OPERATOR),
		[MESSAGE_RULES] = ROLE(OPERATOR),
		[MESSAGE_SEEN] = ROLE(OPERATOR) | ROLE(PODIUM),
	};
	return roles[type] >> role & 1;
}
