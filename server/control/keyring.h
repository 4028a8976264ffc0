// SPDX-License-Identifier: Apache-2.0
/*
 * The keys that sign and verify tokens, and the ids of tokens that are void before their time, as
 * two files of lines; '#' begins a comment:
 *
 *   keys:     ID HEX    the secret is 32 bytes; the first line signs, all of them verify
 *   revoked:  ID        a token's id
 *
 * Who can read the keys can make tokens for every role: a file that others may read is refused.
 *
 * Thread: any, one at a time per keyring. Reads and writes files.
 */
#ifndef CONTROL_KEYRING_H
#define CONTROL_KEYRING_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/token.h"

enum { REVOKED_MAX = 1000 };

struct keyring {
	struct token_keys keys;
	uint32_t revoked_count;
	char revoked[REVOKED_MAX][TOKEN_ID_BYTES];
};

/* Reads both; a path of "" is a file without lines. 0 or negative errno, said in the log with the
 * line: -EPERM when others may read the keys, -EINVAL for a line that is none, -E2BIG for too many.
 * *k is as it was then. */
MUST_USE int keyring_load(struct keyring *k, const char *key_path, const char *revoked_path);

bool keyring_is_revoked(const struct keyring *k, const char *token_id);

/* Overwrites the secrets. */
void keyring_forget(struct keyring *k);

/* Makes the file of keys, with one, for its owner alone (mode 0600), unless it is there already. 0
 * or negative errno, said in the log. */
MUST_USE int keyring_make(const char *key_path);

/* Puts a new key before the others, from then on the one that signs; makes the file if need be. The
 * last of too many falls off, and with it the tokens that it signed. 0 or negative errno, said in
 * the log. */
MUST_USE int keyring_rotate(const char *key_path);

#endif
