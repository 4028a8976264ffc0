// SPDX-License-Identifier: Apache-2.0
#include "config_value.h"

#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "config_table.h"
#include "proto/text.h"

enum { NUMBER_BYTES = 32, LANGUAGE_SUBTAG_MAX = 8 };

static void *place(const struct config_key *k, void *base)
{
	return (char *)base + k->offset;
}

/* ---- texts ---- */

static bool take_text(const struct config_key *k, void *base, const char *text, size_t bytes)
{
	if (bytes >= k->bytes)
		return false;
	memcpy(place(k, base), text, bytes);
	((char *)place(k, base))[bytes] = '\0';
	return true;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The form of RFC 5646 without its registry: subtags of 1 to 8 letters and digits joined by
 * hyphens, the first of 2 or more letters. */
static bool is_language(const char *text, size_t bytes)
{
	size_t subtag = 0; /* letters and digits since the last hyphen */
	bool first = true;
	for (size_t i = 0; i < bytes; i++) {
		char c = text[i];
		if (c == '-') {
			if (subtag < (first ? 2 : 1))
				return false;
			subtag = 0;
			first = false;
			continue;
		}
		bool digit = c >= '0' && c <= '9';
		if (!is_letter(c) && !(digit && !first))
			return false;
		if (++subtag > LANGUAGE_SUBTAG_MAX)
			return false;
	}
	return subtag >= (first ? 2 : 1);
}

static bool is_pin(const char *text, size_t bytes)
{
	return bytes >= AUTH_PIN_MIN && text_is_visible_ascii(text, bytes);
}

static bool is_url(const char *text, size_t bytes)
{
	static const char host[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789.-:[]";
	size_t scheme = bytes > 7 && !memcmp(text, "http://", 7) ? 7 : 0;
	if (bytes > 8 && !memcmp(text, "https://", 8))
		scheme = 8;
	for (size_t i = scheme; i < bytes; i++)
		if (!memchr(host, text[i], sizeof host - 1))
			return false;
	return scheme > 0;
}

static bool take_word(const struct config_key *k, void *base, const char *text, size_t bytes)
{
	for (int i = 0; k->words[i]; i++) {
		if (strlen(k->words[i]) == bytes && !memcmp(k->words[i], text, bytes)) {
			memcpy(place(k, base), &i, sizeof i); /* an enum of any name */
			return true;
		}
	}
	return false;
}

/* ---- numbers ---- */

/* The text as a string that strtod() can take: short, and of characters that make numbers only, so
 * that "inf", "0x10" and " 7" are none. */
static bool copy_number(char number[static NUMBER_BYTES], const char *text, size_t bytes)
{
	if (bytes == 0 || bytes >= NUMBER_BYTES)
		return false;
	memcpy(number, text, bytes);
	number[bytes] = '\0';
	return strspn(number, "+-.0123456789") == bytes;
}

static bool take_integer(const struct config_key *k, void *base, const char *text, size_t bytes)
{
	char number[NUMBER_BYTES];
	char *end;
	if (!copy_number(number, text, bytes))
		return false;
	errno = 0;
	long long value = strtoll(number, &end, 10);
	if (errno || *end || (double)value < k->min || (double)value > k->max)
		return false;
	int stored = (int)value; /* every range lies within an int; uint32_t has its size */
	memcpy(place(k, base), &stored, sizeof stored);
	return true;
}

static bool take_number(const struct config_key *k, void *base, const char *text, size_t bytes)
{
	char number[NUMBER_BYTES];
	char *end;
	if (!copy_number(number, text, bytes))
		return false;
	double value = strtod(number, &end);
	if (*end || !(value >= k->min && value <= k->max))
		return false;
	*(float *)place(k, base) = (float)value;
	return true;
}

/* ---- addresses ---- */

static bool take_port(uint16_t *port, const char *text)
{
	char *end;
	if (*text < '0' || *text > '9')
		return false;
	unsigned long value = strtoul(text, &end, 10);
	if (*end || value > UINT16_MAX)
		return false;
	*port = (uint16_t)value;
	return true;
}

/* "127.0.0.1:8080" or "[::1]:8080"; names are not looked up, but everybody knows one. */
static bool take_listen(struct config_listen *out, const char *text, size_t bytes)
{
	char address[CONFIG_ADDRESS_BYTES + 8];
	if (bytes >= sizeof address || memchr(text, '\0', bytes))
		return false;
	memcpy(address, text, bytes);
	address[bytes] = '\0';
	char *colon = strrchr(address, ':');
	struct config_listen l = { 0 };
	if (!colon || !take_port(&l.port, colon + 1))
		return false;
	*colon = '\0';

	struct in6_addr binary;
	const char *host = strcmp(address, "localhost") ? address : "127.0.0.1";
	size_t length = strlen(host);
	int family = AF_INET;
	if (host[0] == '[' && host[length - 1] == ']') {
		colon[-1] = '\0';
		host++;
		family = AF_INET6;
	}
	if (inet_pton(family, host, &binary) != 1 ||
			!inet_ntop(family, &binary, l.address, sizeof l.address))
		return false;
	*out = l;
	return true;
}

/* ---- channels ---- */

static uint32_t channel_of(const struct plan *plan, const char *text, size_t bytes)
{
	char id[NAME_BYTES];
	if (bytes >= sizeof id)
		return PLAN_NONE;
	memcpy(id, text, bytes);
	id[bytes] = '\0';
	uint32_t channel = text_is_id(id, bytes) ? plan_channel_from(plan, id) : PLAN_NONE;
	return channel == FLOOR ? PLAN_NONE : channel;
}

static bool add_channel(uint32_t *set, uint32_t channel)
{
	if (*set & UINT32_C(1) << channel)
		return false;
	*set |= UINT32_C(1) << channel;
	return true;
}

static bool add_output(uint32_t outputs[static BOOTH_OUTPUTS], uint32_t channel)
{
	for (int i = 0; i < BOOTH_OUTPUTS; i++) {
		if (outputs[i] == channel)
			return false;
		if (outputs[i] == PLAN_NONE) {
			outputs[i] = channel;
			return true;
		}
	}
	return false;
}

static bool take_channel(const struct config_key *k, void *base, const struct plan *plan,
		const char *text, size_t bytes)
{
	uint32_t channel = channel_of(plan, text, bytes);
	if (channel == PLAN_NONE)
		return false;
	if (k->kind == KEY_CHANNELS)
		return add_channel(place(k, base), channel);
	if (k->kind == KEY_OUTPUTS)
		return add_output(place(k, base), channel);
	*(uint32_t *)place(k, base) = channel;
	return true;
}

/* ---- any ---- */

bool config_value_take(const struct config_key *k, void *base, const struct plan *plan,
		const char *text, size_t bytes)
{
	switch (k->kind) {
	case KEY_ID: return text_is_id(text, bytes) && take_text(k, base, text, bytes);
	case KEY_PIN: return is_pin(text, bytes) && take_text(k, base, text, bytes);
	case KEY_URL: return is_url(text, bytes) && take_text(k, base, text, bytes);
	case KEY_LINE:
	case KEY_PATH:
	case KEY_FILE:
		return bytes > 0 && text_is_line(text, bytes) && take_text(k, base, text, bytes);
	case KEY_LANGUAGE: return is_language(text, bytes) && take_text(k, base, text, bytes);
	case KEY_LISTEN: return take_listen(place(k, base), text, bytes);
	case KEY_WORD: return take_word(k, base, text, bytes);
	case KEY_INTEGER: return take_integer(k, base, text, bytes);
	case KEY_NUMBER: return take_number(k, base, text, bytes);
	case KEY_CHANNEL:
	case KEY_CHANNELS:
	case KEY_OUTPUTS: return take_channel(k, base, plan, text, bytes);
	}
	return false;
}

void config_value_clear(const struct config_key *k, void *base)
{
	memset(place(k, base), 0, k->bytes);
	if (k->kind == KEY_CHANNEL || k->kind == KEY_OUTPUTS)
		memset(place(k, base), 0xff, k->bytes); /* PLAN_NONE */
}

bool config_value_is_list(const struct config_key *k)
{
	return k->kind == KEY_CHANNELS || k->kind == KEY_OUTPUTS;
}

/* ---- in words ---- */

static void list_words(const struct config_key *k, char *text, size_t bytes)
{
	size_t used = (size_t)snprintf(text, bytes, "one of");
	for (const char *const *w = k->words; *w && used < bytes; w++)
		used += (size_t)snprintf(text + used, bytes - used, "%s %s",
				w == k->words ? "" : ",", *w);
}

void config_value_allowed(const struct config_key *k, char text[static CONFIG_ALLOWED_BYTES])
{
	const size_t bytes = CONFIG_ALLOWED_BYTES;
	const char *space = k->unit && k->unit[0] ? " " : "";
	const char *unit = k->unit ? k->unit : "";
	switch (k->kind) {
	case KEY_ID:
		snprintf(text, bytes,
				"lower-case letters, digits and hyphens, a letter first, at "
				"most %d",
				TEXT_ID_MAX);
		break;
	case KEY_PIN:
		snprintf(text, bytes, "%d to %zu letters, digits and signs, no blanks",
				AUTH_PIN_MIN, k->bytes - 1);
		break;
	case KEY_URL:
		snprintf(text, bytes, "http:// or https://, a host and perhaps a port; no path");
		break;
	case KEY_LINE:
	case KEY_PATH:
	case KEY_FILE:
		snprintf(text, bytes, "a text of 1 to %zu bytes without control characters",
				k->bytes - 1);
		break;
	case KEY_LANGUAGE:
		snprintf(text, bytes, "a language tag (BCP 47) such as ko or zh-Hant");
		break;
	case KEY_LISTEN:
		snprintf(text, bytes, "ADDRESS:PORT such as 127.0.0.1:8080 or [::1]:8080");
		break;
	case KEY_WORD: list_words(k, text, bytes); break;
	case KEY_INTEGER:
		snprintf(text, bytes, "a whole number, %.0f to %.0f%s%s", k->min, k->max, space,
				unit);
		break;
	case KEY_NUMBER:
		snprintf(text, bytes, "a number, %g to %g%s%s", k->min, k->max, space, unit);
		break;
	case KEY_CHANNEL: snprintf(text, bytes, "the id of a channel other than floor"); break;
	case KEY_CHANNELS:
		snprintf(text, bytes,
				"a list of ids of channels, none twice, floor not among them");
		break;
	case KEY_OUTPUTS:
		snprintf(text, bytes,
				"a list of 1 to %d ids of channels, none twice, floor not among "
				"them",
				BOOTH_OUTPUTS);
		break;
	}
}
