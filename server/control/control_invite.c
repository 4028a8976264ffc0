// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "control/control_state.h"
#include "control/invitation.h"
#include "proto/desk_message.h"
#include "tools/qr_text.h"

#define RE "invite"

/* The address of a server, without a path; its length without a '/' at the end. */
static bool check_address(struct control *c, const struct actor *a, const char *address, int *bytes)
{
	size_t length = strlen(address);
	while (length > 0 && address[length - 1] == '/')
		length--;
	*bytes = (int)length;
	bool web = strncmp(address, "https://", 8) == 0 || strncmp(address, "http://", 7) == 0;
	if (!address[0] || (web && strcspn(address, "#?\"<>\\") == strlen(address)))
		return true;
	control_error(c, a->who, MESSAGE_BAD_FORM, RE,
			"\"address\" must be like https://hall.example.org");
	return false;
}

static bool check_booth(struct control *c, const struct actor *a, const struct message_invite *m,
		struct token *t)
{
	if (t->role != ROLE_INTERPRETER)
		return true;
	memcpy(t->booth, m->booth, sizeof t->booth);
	if (plan_booth_from(c->plan, t->booth) != PLAN_NONE)
		return true;
	control_error(c, a->who, "unknown_booth", RE, "there is no booth '%s'", t->booth);
	return false;
}

static bool check_channels(struct control *c, const struct actor *a, const struct message_invite *m,
		struct token *t)
{
	if (t->role != ROLE_LISTENER)
		return true;
	for (uint32_t i = 0; i < m->count; i++) {
		if (plan_channel_from(c->plan, m->channels[i]) == PLAN_NONE) {
			control_error(c, a->who, "unknown_channel", RE, "there is no channel '%s'",
					m->channels[i]);
			return false;
		}
		memcpy(t->channels[t->channel_count++], m->channels[i], NAME_BYTES);
	}
	return true;
}

/* text: "" where no token is needed. */
static bool sign(struct control *c, const struct actor *a, struct token *t,
		char text[static TOKEN_BYTES])
{
	text[0] = '\0';
	if (!auth_signs(&c->auth, t->role))
		return true;
	snprintf(t->event, sizeof t->event, "%s", c->plan->id);
	int err = token_new_id(t->id);
	if (!err)
		err = token_write(text, t, &c->auth.keyring.keys);
	if (!err)
		return true;
	log_error("control", "token not signed: %s", strerror(-err));
	control_error(c, a->who, err == -ENOSPC ? MESSAGE_TOO_LONG : "busy", RE,
			err == -ENOSPC ? "\"channels\" has more than a token can hold"
				       : "the token could not be signed");
	return false;
}

/* A link that is too long for a code, or whose code is for the message, goes without. */
static int write(struct control *c, const struct message_invitation *plain)
{
	char modules[QR_SIDE_MAX][QR_SIDE_MAX + 1];
	const char *rows[QR_SIDE_MAX];
	struct message_invitation drawn = *plain;
	int side = plain->link[0] ? qr_text_rows(modules, plain->link) : 0;
	for (int y = 0; y < side; y++)
		rows[y] = modules[y];
	drawn.qr = rows;
	drawn.qr_rows = side > 0 ? (uint32_t)side : 0;
	int bytes = message_write_invitation(c->event.text, MESSAGE_BYTES_MAX + 1, &drawn);
	if (bytes != -ENOSPC)
		return bytes;
	return message_write_invitation(c->event.text, MESSAGE_BYTES_MAX + 1, plain);
}

static void audit(struct control *c, const struct actor *a, const struct token *t)
{
	log_info("control", "invited role=%s booth=%s token=%s", message_role_name(t->role),
			t->booth, t->id);
	control_audit_actor(c, RE, a);
	audit_text(&c->audit, "invited", message_role_name(t->role));
	audit_text(&c->audit, "for_booth", t->booth);
	audit_text(&c->audit, "jti", t->id);
	audit_number(&c->audit, "expires_unix_s", t->expires_s);
	audit_end(&c->audit);
}

void control_invite(struct control *c, const struct actor *a, const struct message *m)
{
	const struct message_invite *invite = &m->invite;
	struct token t = { .role = invite->role, .expires_s = c->unix_s + invite->valid_s };
	char text[TOKEN_BYTES];
	char path[INVITATION_PATH_BYTES];
	char link[ADDRESS_BYTES + INVITATION_PATH_BYTES] = "";
	int address_bytes;
	if (!check_address(c, a, invite->address, &address_bytes) ||
			!check_booth(c, a, invite, &t) || !check_channels(c, a, invite, &t) ||
			!sign(c, a, &t, text))
		return;
	bool seated = t.role == ROLE_INTERPRETER || t.role == ROLE_FLOOR;
	invitation_path(path, &t, seated ? invite->name : "", text);
	if (address_bytes > 0)
		snprintf(link, sizeof link, "%.*s%s", address_bytes, invite->address, path);
	struct message_invitation i = { .role = t.role,
		.booth = t.booth,
		.path = path,
		.token = text,
		.jti = t.id,
		.expires_unix_s = t.expires_s,
		.link = link };
	control_send_text(c, a->who, write(c, &i));
	audit(c, a, &t);
	explicit_bzero(text, sizeof text);
}
