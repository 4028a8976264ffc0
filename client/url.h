// SPDX-License-Identifier: Apache-2.0
/*
 * Where the server is: ws://host[:port][/path] or wss://..., taken apart completely or refused.
 * Pure.
 *
 * Thread: any.
 */
#ifndef CLIENT_URL_H
#define CLIENT_URL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"

enum { URL_HOST_BYTES = 256, URL_PATH_BYTES = 256 };

struct url {
	bool tls;                  /* wss */
	bool literal_ipv6;         /* host stood in brackets; they are taken off */
	char host[URL_HOST_BYTES]; /* name or address */
	uint16_t port;             /* 80 or 443 when left out */
	char path[URL_PATH_BYTES]; /* "/ws" when left out; query included */
};

/* 0, or -EINVAL with *why set to one static clause ("the port is not a number from 1 to 65535"). */
MUST_USE int url_parse(struct url *u, const char *text, const char **why);

#endif
