// SPDX-License-Identifier: Apache-2.0
/*
 * The server's certificate: read once and checked, then put into each loop's TLS context. A new one
 * takes the place of the old for the connections to come; those that stand have what they began
 * with, so nobody is dropped.
 *
 * All loops have the same keys for session tickets: a phone that comes back to another loop is
 * spared half of the handshake, which is what counts when a whole hall comes back at once.
 *
 * Thread: an identity is its owner's; copies share what is in them, counted by OpenSSL, and may be
 *         on any thread.
 * Owns:   what its pointers lead to.
 */
#ifndef NET_TLS_H
#define NET_TLS_H

#include <openssl/types.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"

enum { TLS_TICKET_BYTES = 80 }; /* OpenSSL's: a name, a key, a key */

struct tls_identity {
	X509 *cert; /* NULL: no TLS */
	struct stack_st_X509 *chain;
	EVP_PKEY *key;
};

struct tls_tickets {
	uint8_t keys[TLS_TICKET_BYTES];
};

/* Reads both files (PEM; the certificate first, then those between it and its authority) and checks
 * that they belong together. 0, or negative errno, said in the log: -ENOENT and the like, -EINVAL
 * when they are no certificate or no key, -EKEYREJECTED when they do not fit. */
MUST_USE int tls_identity_load(struct tls_identity *i, const char *cert_path, const char *key_path);

/* Another owner of the same. */
struct tls_identity tls_identity_copy(const struct tls_identity *i);

/* A zeroed one is fine. */
void tls_identity_free(struct tls_identity *i);

/* 0 or negative errno. */
MUST_USE int tls_tickets_make(struct tls_tickets *t);

/* Once per context: TLS 1.2 or newer, tickets. False when OpenSSL refuses, said in the log. */
MUST_USE bool tls_prepare(SSL_CTX *context, const struct tls_tickets *t);

/* From now on new connections see this one: all of it, or the one before. */
MUST_USE bool tls_use(SSL_CTX *context, const struct tls_identity *i);

#endif
