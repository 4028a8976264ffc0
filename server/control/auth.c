// SPDX-License-Identifier: Apache-2.0
#include "control/auth.h"

bool auth_allows(const struct auth_rules *rules, const struct message_join *join, bool loopback)
{
	return join->role == ROLE_LISTENER || loopback || rules->insecure;
}
