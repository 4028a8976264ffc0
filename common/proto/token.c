// SPDX-License-Identifier: Apache-2.0
#include "proto/token.h"

#include <errno.h>
#include <inttypes.h>
#include <jwt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { ID_RANDOM_BYTES = 8, CHANNELS_TEXT_BYTES = CHANNELS_MAX * NAME_BYTES };

static_assert(sizeof(long) == sizeof(int64_t), "libjwt's numbers hold the time after 2038");

/* ---- new ones ---- */

static int fill_random(void *bytes, size_t count)
{
	ssize_t got = getrandom(bytes, count, 0);
	if (got < 0)
		return -errno;
	return (size_t)got == count ? 0 : -EIO;
}

int token_new_id(char id[static TOKEN_ID_BYTES])
{
	uint64_t random;
	static_assert(sizeof random == ID_RANDOM_BYTES, "an id is this many bytes");
	int err = fill_random(&random, sizeof random);
	if (!err)
		snprintf(id, TOKEN_ID_BYTES, "%016" PRIx64, random);
	return err;
}

int token_new_key(struct token_key *key)
{
	int err = token_new_id(key->id);
	return err ? err : fill_random(key->secret, sizeof key->secret);
}

/* ---- writing ---- */

/* The channels' ids with spaces between them; "" for every channel. */
static void join_channels(char text[static CHANNELS_TEXT_BYTES], const struct token *t)
{
	size_t used = 0;
	text[0] = '\0';
	for (uint32_t i = 0; i < t->channel_count; i++)
		used += (size_t)snprintf(text + used, CHANNELS_TEXT_BYTES - used, "%s%s",
				i ? " " : "", t->channels[i]);
}

static int add(jwt_t *jwt, const char *claim, const char *text)
{
	return text[0] ? jwt_add_grant(jwt, claim, text) : 0;
}

static int fill(jwt_t *jwt, const struct token *t, const struct token_key *key)
{
	char channels[CHANNELS_TEXT_BYTES];
	join_channels(channels, t);
	bool failed = jwt_add_header(jwt, "kid", key->id) || add(jwt, "jti", t->id) ||
		      add(jwt, "event", t->event) || add(jwt, "role", message_role_name(t->role)) ||
		      add(jwt, "booth", t->booth) || add(jwt, "channels", channels) ||
		      jwt_add_grant_int(jwt, "exp", (long)t->expires_s) ||
		      jwt_set_alg(jwt, JWT_ALG_HS256, key->secret, sizeof key->secret);
	return failed ? -ENOMEM : 0;
}

int token_write(char text[static TOKEN_BYTES], const struct token *t, const struct token_keys *keys)
{
	if (keys->count == 0)
		return -ENOKEY;
	jwt_t *jwt;
	if (jwt_new(&jwt))
		return -ENOMEM;

	char *encoded = NULL;
	int err = fill(jwt, t, &keys->keys[0]);
	if (!err)
		encoded = jwt_encode_str(jwt);
	if (!err && !encoded)
		err = -ENOMEM;
	if (!err && strlen(encoded) >= TOKEN_BYTES)
		err = -ENOSPC;
	if (!err)
		memcpy(text, encoded, strlen(encoded) + 1);
	if (encoded)
		explicit_bzero(encoded, strlen(encoded));
	free(encoded);
	jwt_free(jwt);
	return err;
}

/* ---- reading ---- */

/* A claim as text; false when it does not fit. One that is missing, or no text, is "". */
static bool take(char *text, size_t capacity, jwt_t *jwt, const char *claim)
{
	const char *value = jwt_get_grant(jwt, claim);
	size_t bytes = value ? strlen(value) : 0;
	if (bytes >= capacity)
		return false;
	memcpy(text, value ? value : "", bytes + 1);
	return true;
}

static bool take_role(struct token *t, jwt_t *jwt)
{
	char name[NAME_BYTES];
	if (!take(name, sizeof name, jwt, "role"))
		return false;
	int role = message_role_from(name);
	if (role < 0)
		return false;
	t->role = (enum message_role)role;
	return true;
}

/* No channels at all is every channel; a list that is there and empty, or no list, is a mistake. */
static bool take_channels(struct token *t, jwt_t *jwt)
{
	char text[CHANNELS_TEXT_BYTES];
	char *rest = text;
	errno = 0;
	if (!jwt_get_grant(jwt, "channels"))
		return errno == ENOENT;
	if (!take(text, sizeof text, jwt, "channels"))
		return false;
	for (char *id; (id = strtok_r(rest, " ", &rest));) {
		if (t->channel_count == CHANNELS_MAX || strlen(id) >= NAME_BYTES)
			return false;
		memcpy(t->channels[t->channel_count++], id, strlen(id) + 1);
	}
	return t->channel_count > 0;
}

/* Signed with this key, and says so. */
static jwt_t *verified(const char *text, const struct token_key *key)
{
	jwt_t *jwt = NULL;
	if (jwt_decode(&jwt, text, key->secret, sizeof key->secret))
		return NULL;
	const char *id = jwt_get_header(jwt, "kid");
	if (jwt_get_alg(jwt) == JWT_ALG_HS256 && id && strcmp(id, key->id) == 0)
		return jwt;
	jwt_free(jwt);
	return NULL;
}

/* RFC 7519 section 4.1.5. We write none; who has our keys may. */
static bool is_valid_yet(jwt_t *jwt, int64_t now_s)
{
	char *text = jwt_get_grants_json(jwt, "nbf");
	if (!text)
		return true;
	char *end;
	long long from_s = strtoll(text, &end, 10);
	bool valid = end > text && *end == '\0' && from_s <= now_s;
	free(text);
	return valid;
}

static bool take_all(struct token *t, jwt_t *jwt)
{
	*t = (struct token){ .expires_s = jwt_get_grant_int(jwt, "exp") };
	return take(t->id, sizeof t->id, jwt, "jti") && t->id[0] &&
	       take(t->event, sizeof t->event, jwt, "event") && take_role(t, jwt) &&
	       take(t->booth, sizeof t->booth, jwt, "booth") && take_channels(t, jwt);
}

int token_read(struct token *t, const char *text, const struct token_keys *keys, int64_t now_s)
{
	jwt_t *jwt = NULL;
	if (strlen(text) >= TOKEN_BYTES)
		return -EACCES;
	for (uint32_t i = 0; !jwt && i < keys->count; i++)
		jwt = verified(text, &keys->keys[i]);
	bool good = jwt && take_all(t, jwt) && t->expires_s > now_s && is_valid_yet(jwt, now_s);
	if (jwt)
		jwt_free(jwt);
	return good ? 0 : -EACCES;
}
