// SPDX-License-Identifier: Apache-2.0
/*
 * The link that lets somebody in: which page a role opens, and what its fragment says. The token
 * stands behind the '#': browsers send that part to nobody, so it is in no log and no Referer.
 *
 * Thread: any; no state.
 */
#ifndef CONTROL_INVITATION_H
#define CONTROL_INVITATION_H

#include "base/units.h"
#include "proto/token.h"

enum {
	/* a page, a booth, a name with every byte escaped, a channel, and the token */
	INVITATION_PATH_BYTES = TOKEN_BYTES + 5 * NAME_BYTES + 64,
};

/* "/booth#booth=ko&name=Li&token=...", or "/#ko&token=...", for who holds that token, whose text is
 * `text`; "" where none is needed. name: what to be called; "" is for the page to ask. */
void invitation_path(char path[static INVITATION_PATH_BYTES], const struct token *t,
		const char *name, const char *text);

#endif
