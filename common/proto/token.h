// SPDX-License-Identifier: Apache-2.0
/*
 * Access tokens: who may come to which event, as what, until when. A token is a JSON Web Token
 * (RFC 7519) signed with HMAC-SHA256; who holds one needs nothing else, and who does not hold a key
 * cannot make or change one. Its claims:
 *
 *   jti       its id, which revokes it       event     the event's id
 *   role      as in `join`                   booth     an interpreter's
 *   channels  all that may be heard, with spaces between them; left out: every channel
 *   exp       seconds since 1970 from which it is void (RFC 7519 section 4.1.4)
 *   nbf       before which it is void (section 4.1.5); may be left out, and we leave it out
 *
 * and its header names the key (`kid`). Several keys verify, so that a new one can sign while
 * tokens of the old one are still about. The signature is compared in constant time (libjwt).
 *
 * Thread: any; no state. Allocates.
 */
#ifndef PROTO_TOKEN_H
#define PROTO_TOKEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/units.h"
#include "proto/message.h"

enum {
	TOKEN_KEYS_MAX = 8,
	TOKEN_KEY_BYTES = 32, /* RFC 7518 section 3.2: as long as the hash, at least */
	TOKEN_ID_BYTES = 33,  /* of keys and tokens: [A-Za-z0-9-], terminating zero included */
};

struct token_key {
	char id[TOKEN_ID_BYTES];
	uint8_t secret[TOKEN_KEY_BYTES];
};

/* The first one signs, all of them verify. */
struct token_keys {
	uint32_t count;
	struct token_key keys[TOKEN_KEYS_MAX];
};

struct token {
	char id[TOKEN_ID_BYTES];
	char event[NAME_BYTES];
	enum message_role role;
	char booth[NAME_BYTES]; /* "": none */
	uint32_t channel_count; /* 0: every channel */
	char channels[CHANNELS_MAX][NAME_BYTES];
	int64_t expires_s; /* since 1970 */
};

/* Signs it: a C string of visible ASCII. 0, -ENOKEY without a key, -ENOSPC when it does not fit,
 * -ENOMEM. */
MUST_USE int token_write(char text[static TOKEN_BYTES], const struct token *t,
		const struct token_keys *keys);

/* Reads a token that one of the keys has signed and that is valid now; whether its event, role
 * and id are welcome is the caller's question. 0; or -EACCES, whatever is wrong with it, and *t
 * means nothing. */
MUST_USE int token_read(struct token *t, const char *text, const struct token_keys *keys,
		int64_t now_s);

/* A new key or a new id, from the kernel's random numbers. 0 or negative errno. */
MUST_USE int token_new_key(struct token_key *key);
MUST_USE int token_new_id(char id[static TOKEN_ID_BYTES]);

#endif
