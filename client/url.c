// SPDX-License-Identifier: Apache-2.0
#include "url.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int refuse(const char **why, const char *clause)
{
	*why = clause;
	return -EINVAL;
}

static bool has_odd_byte(const char *text)
{
	for (const char *c = text; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f || *c == '#' || *c == '\\')
			return true;
	return false;
}

static int take_port(struct url *u, const char *text, size_t length)
{
	long port = 0;
	if (length == 0 || length > 5)
		return -EINVAL;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -EINVAL;
		port = port * 10 + (text[i] - '0');
	}
	if (port < 1 || port > 65535)
		return -EINVAL;
	u->port = (uint16_t)port;
	return 0;
}

/* "name", "[::1]": sets the host, returns what follows it within the authority, NULL when bad. */
static const char *take_host(struct url *u, const char *text, const char *end)
{
	const char *host = text;
	const char *stop = memchr(text, ':', (size_t)(end - text));
	const char *rest = stop ? stop : end;
	if (*text == '[') {
		host = text + 1;
		stop = memchr(text, ']', (size_t)(end - text));
		if (!stop)
			return NULL;
		rest = stop + 1;
		u->literal_ipv6 = true;
	}
	size_t length = (size_t)((stop ? stop : end) - host);
	if (length == 0 || length >= sizeof u->host)
		return NULL;
	memcpy(u->host, host, length);
	u->host[length] = '\0';
	return rest;
}

int url_parse(struct url *u, const char *text, const char **why)
{
	*u = (struct url){ .port = 80, .path = "/ws" };
	if (has_odd_byte(text))
		return refuse(why, "it has a character that no address has");
	const char *authority = NULL;
	if (strncmp(text, "ws://", 5) == 0)
		authority = text + 5;
	if (strncmp(text, "wss://", 6) == 0) {
		authority = text + 6;
		u->tls = true;
		u->port = 443;
	}
	if (!authority)
		return refuse(why, "it must begin with ws:// or wss://");

	const char *end = authority + strcspn(authority, "/?");
	if (memchr(authority, '@', (size_t)(end - authority)))
		return refuse(why, "names and passwords do not belong there; use --token");
	const char *rest = take_host(u, authority, end);
	if (!rest)
		return refuse(why, "the host name is missing or malformed");
	if (rest != end && (*rest != ':' || take_port(u, rest + 1, (size_t)(end - rest - 1))))
		return refuse(why, "the port is not a number from 1 to 65535");

	if (strlen(end) >= sizeof u->path || *end == '?')
		return refuse(why, "the path is too long or malformed");
	if (*end && strcmp(end, "/") != 0)
		strcpy(u->path, end);
	return 0;
}
