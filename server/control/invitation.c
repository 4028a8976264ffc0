// SPDX-License-Identifier: Apache-2.0
#include "control/invitation.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct writer {
	char *path;
	size_t used;
	char before; /* the next part: '#', then '&' */
};

static void put(struct writer *w, const char *text)
{
	int n = snprintf(w->path + w->used, INVITATION_PATH_BYTES - w->used, "%s", text);
	w->used += (size_t)n;
	assert(w->used < INVITATION_PATH_BYTES); /* every part is bounded */
}

/* RFC 3986 section 2.1: whatever is not unreserved. */
static void put_escaped(struct writer *w, const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		char escaped[4] = { (char)*p };
		if (!isalnum(*p) && !strchr("-._~", *p))
			snprintf(escaped, sizeof escaped, "%%%02X", *p);
		put(w, escaped);
	}
}

static void put_part(struct writer *w, const char *key, const char *value)
{
	if (!value[0])
		return;
	put(w, (const char[]){ w->before, '\0' });
	put(w, key);
	put_escaped(w, value);
	w->before = '&';
}

void invitation_path(char path[static INVITATION_PATH_BYTES], const struct token *t,
		const char *name, const char *text)
{
	static const char *const pages[ROLE_COUNT] = {
		[ROLE_LISTENER] = "/",
		[ROLE_INTERPRETER] = "/booth",
		[ROLE_FLOOR] = "/booth",
		[ROLE_OPERATOR] = "/operator",
		[ROLE_PODIUM] = "/podium",
	};
	struct writer w = { .path = path, .before = '#' };
	put(&w, pages[t->role]);
	if (t->role == ROLE_LISTENER && t->channel_count == 1)
		put_part(&w, "", t->channels[0]); /* the page begins with it */
	if (t->role == ROLE_FLOOR)
		put_part(&w, "role=", "floor"); /* it has no page of its own */
	put_part(&w, "booth=", t->booth);
	put_part(&w, "name=", name);
	put_part(&w, "token=", text);
}
