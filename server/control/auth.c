// SPDX-License-Identifier: Apache-2.0
#include "control/auth.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/random.h>

enum { V6_NETWORK_BYTES = 8 };

/* A hall behind one address mistypes now and then; a program that guesses gets one a second. */
static const struct rate_limit guess_limit = { .per_second = 1, .burst = 30 };

static const char *text_of(const char *path)
{
	return path ? path : "";
}

int auth_reload(struct auth *a)
{
	return keyring_load(&a->keyring, text_of(a->setup.key_path),
			text_of(a->setup.revoked_path));
}

int auth_init(struct auth *a, const struct plan *plan, const struct auth_setup *setup)
{
	size_t pin_length = strlen(setup->pin);
	a->plan = plan;
	a->setup = *setup;
	memset(a->setup.pin + pin_length, 0, sizeof a->setup.pin - pin_length);
	/* without random numbers the places are the same each time: no harm to anybody else */
	if (getrandom(&a->seed, sizeof a->seed, GRND_NONBLOCK) < 0)
		a->seed = 0;
	return auth_reload(a);
}

void auth_finish(struct auth *a)
{
	keyring_forget(&a->keyring);
	explicit_bzero(a->setup.pin, sizeof a->setup.pin);
}

/* ---- how often an address may be wrong ---- */

/* FNV-1a over what names the peer's network. */
static struct rate *guesses_of(struct auth *a, const char *address)
{
	unsigned char binary[sizeof(struct in6_addr)] = { 0 };
	if (inet_pton(AF_INET, address, binary) != 1 && inet_pton(AF_INET6, address, binary) == 1)
		memset(binary + V6_NETWORK_BYTES, 0, sizeof binary - V6_NETWORK_BYTES);
	uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ a->seed;
	for (size_t i = 0; i < sizeof binary; i++)
		hash = (hash ^ binary[i]) * UINT64_C(0x100000001b3);
	return &a->guesses[(hash >> 32) % AUTH_ADDRESSES];
}

/* A page that asks without a PIN is how it learns that there is one, and a hall has hundreds. */
static bool is_guess(const struct message_join *join)
{
	return join->role != ROLE_LISTENER || join->token[0];
}

bool auth_refused(struct auth *a, const struct auth_question *q)
{
	return is_guess(q->join) && rate_take(guesses_of(a, q->address), guess_limit, q->now_ns);
}

bool auth_limited(struct auth *a, const struct auth_question *q)
{
	return a->setup.pin[0] && q->join->role == ROLE_LISTENER && q->join->token[0] &&
	       !rate_allows(guesses_of(a, q->address), guess_limit, q->now_ns);
}

/* ---- who may come in ---- */

/* Takes as long whatever the guess is. */
static bool is_pin(const char *pin, const char *guess)
{
	char padded[AUTH_PIN_BYTES] = { 0 };
	unsigned difference = strlen(guess) >= sizeof padded;
	strncpy(padded, guess, sizeof padded - 1);
	for (size_t i = 0; i < sizeof padded; i++)
		difference |= (unsigned char)(padded[i] ^ pin[i]);
	explicit_bzero(padded, sizeof padded);
	return difference == 0;
}

static bool pin_opens(struct auth *a, const struct auth_question *q)
{
	return q->join->role == ROLE_LISTENER &&
	       rate_allows(guesses_of(a, q->address), guess_limit, q->now_ns) &&
	       is_pin(a->setup.pin, q->join->token);
}

static uint32_t channels_of(const struct plan *p, const struct token *t)
{
	uint32_t set = t->channel_count ? 0 : UINT32_MAX;
	for (uint32_t i = 0; i < t->channel_count; i++) {
		uint32_t channel = plan_channel_from(p, t->channels[i]);
		if (channel != PLAN_NONE)
			set |= UINT32_C(1) << channel;
	}
	return set;
}

/* An interpreter's token names the booth; a join that names none comes back to a seat there. */
static bool booth_fits(const struct token *t, const struct message_join *join)
{
	if (join->role != ROLE_INTERPRETER)
		return true;
	return t->booth[0] && (!join->booth[0] || strcmp(t->booth, join->booth) == 0);
}

static bool token_opens(const struct auth *a, const struct auth_question *q, struct auth_pass *pass)
{
	struct token t;
	if (token_read(&t, q->join->token, &a->keyring.keys, q->unix_s) != 0)
		return false;
	if (strcmp(t.event, a->plan->id) != 0 || t.role != q->join->role ||
			!booth_fits(&t, q->join) || keyring_is_revoked(&a->keyring, t.id))
		return false;
	*pass = (struct auth_pass){ .channels = channels_of(a->plan, &t) };
	memcpy(pass->token_id, t.id, sizeof pass->token_id);
	if (t.role == ROLE_INTERPRETER)
		memcpy(pass->booth, t.booth, sizeof pass->booth);
	return true;
}

bool auth_allows(struct auth *a, const struct auth_question *q, struct auth_pass *pass)
{
	*pass = (struct auth_pass){ .channels = UINT32_MAX };
	if (q->join->role == ROLE_LISTENER && !a->setup.pin[0])
		return true;
	if (a->setup.trusts_this_machine && q->loopback)
		return true;
	return token_opens(a, q, pass) || (a->setup.pin[0] && pin_opens(a, q));
}

const char *auth_access(const struct auth *a)
{
	return a->setup.pin[0] ? "pin" : "open";
}

bool auth_signs(const struct auth *a, enum message_role role)
{
	return a->keyring.keys.count > 0 && (role != ROLE_LISTENER || a->setup.pin[0]);
}

/* ---- who may say what ---- */

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
		[MESSAGE_ANNOUNCE_OVER] = ROLE(OPERATOR),
		[MESSAGE_ANSWER] = ROLE(OPERATOR),
		[MESSAGE_MUTE] = ROLE(OPERATOR),
		[MESSAGE_RULES] = ROLE(OPERATOR),
		[MESSAGE_RECORD] = ROLE(OPERATOR),
		[MESSAGE_ALARM_SEEN] = ROLE(OPERATOR),
		[MESSAGE_INVITE] = ROLE(OPERATOR),
		[MESSAGE_SEEN] = ROLE(OPERATOR) | ROLE(PODIUM),
	};
	return roles[type] >> role & 1;
}
