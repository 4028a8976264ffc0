// SPDX-License-Identifier: Apache-2.0
/*
 * The one place that decides who may come in, as what, and what each role may say.
 *
 * Listeners come in freely, or with the event's PIN or a token where there is a PIN. Every other
 * role needs a token: of this event, for that role, an interpreter's for the booth, not expired,
 * not revoked. The built-in event that only this machine reaches asks nobody: it is for trying out.
 *
 * Whatever is wrong, the answer is the same. Guesses at the PIN are limited per address (of IPv6
 * the /64 that one household has), and who is not heard for that reason is told so; a signature
 * cannot be guessed, so a good token is always taken, whoever else misbehaves behind the same
 * address.
 *
 * Thread: control's, or one at a time.
 * Owns:   the keyring.
 */
#ifndef CONTROL_AUTH_H
#define CONTROL_AUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rate.h"
#include "control/keyring.h"
#include "control/plan.h"
#include "proto/message.h"

enum {
	AUTH_PIN_BYTES = 33,   /* terminating zero included */
	AUTH_PIN_MIN = 6,      /* characters: at a guess a second, 11 days for half of all digits */
	AUTH_ADDRESSES = 4096, /* places for limits; addresses that share one share the limit */
};

struct auth_setup {
	bool trusts_this_machine; /* whoever is on it needs no token */
	char pin[AUTH_PIN_BYTES]; /* "": listeners come in freely */
	const char *key_path;     /* of keyring.h; NULL or "": no tokens at all */
	const char *revoked_path; /* NULL or "": none are */
};

struct auth {
	const struct plan *plan;
	struct auth_setup setup;
	struct keyring keyring;
	struct rate guesses[AUTH_ADDRESSES];
	uint64_t seed; /* which places addresses get */
};

/* Who asks. */
struct auth_question {
	const struct message_join *join;
	const char *address; /* as text */
	bool loopback;       /* the peer is on this machine */
	int64_t now_ns;
	int64_t unix_s; /* since 1970 */
};

/* What it comes in with. */
struct auth_pass {
	char token_id[TOKEN_ID_BYTES]; /* "": none was needed */
	char booth[NAME_BYTES];        /* the only one it may be in; "": any */
	uint32_t channels;             /* set of those it may hear */
};

/* The plan and the paths must outlive it. 0, or what keyring_load() said. */
MUST_USE int auth_init(struct auth *a, const struct plan *plan, const struct auth_setup *setup);
void auth_finish(struct auth *a);

/* Reads the files of keys and revoked ids again. When they are bad, everything stays. */
MUST_USE int auth_reload(struct auth *a);

/* Fills *pass when it does. */
MUST_USE bool auth_allows(struct auth *a, const struct auth_question *q, struct auth_pass *pass);

/* Counts a refusal, unless it is a listener who brought nothing; whether it is worth a line in the
 * log. */
bool auth_refused(struct auth *a, const struct auth_question *q);

/* Whether a PIN is not even looked at now, since too many wrong ones came from that address. Ask
 * before auth_refused(). */
bool auth_limited(struct auth *a, const struct auth_question *q);

/* What a listener needs to come in: "open" or "pin". */
const char *auth_access(const struct auth *a);

/* Whether who comes in that role needs a token, and the server has a key to sign one. */
bool auth_signs(const struct auth *a, enum message_role role);

/* Whether such a message is for that role, once it has joined. */
bool auth_may_say(enum message_role role, enum message_type type);

#endif
