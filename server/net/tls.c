// SPDX-License-Identifier: Apache-2.0
#include "net/tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"

/* ---- reading ---- */

static int complain(const char *path, int err)
{
	const char *why = err == -EINVAL         ? "not of the form PEM"
			  : err == -EKEYREJECTED ? "the key is not this certificate's"
						 : strerror(-err);
	log_error("tls", "file refused path=%s: %s", path, why);
	ERR_clear_error();
	return err;
}

/* A key with a passphrase is refused: nobody sits beside a server to type it. */
static int no_passphrase(char *text, int capacity, int writing, void *user)
{
	(void)text;
	(void)capacity;
	(void)writing;
	(void)user;
	return -1;
}

static int read_certs(struct tls_identity *i, FILE *file)
{
	i->cert = PEM_read_X509(file, NULL, no_passphrase, NULL);
	i->chain = sk_X509_new_null();
	if (!i->cert || !i->chain)
		return -EINVAL;
	for (X509 *next; (next = PEM_read_X509(file, NULL, no_passphrase, NULL));) {
		if (!sk_X509_push(i->chain, next)) {
			X509_free(next);
			return -ENOMEM;
		}
	}
	ERR_clear_error(); /* the end of the file is an error to it */
	return 0;
}

static int read_key(struct tls_identity *i, FILE *file)
{
	i->key = PEM_read_PrivateKey(file, NULL, no_passphrase, NULL);
	return i->key ? 0 : -EINVAL;
}

static int read_with(struct tls_identity *i, const char *path,
		int (*read)(struct tls_identity *, FILE *))
{
	FILE *file = fopen(path, "re");
	if (!file)
		return complain(path, -errno);
	int err = read(i, file);
	fclose(file);
	return err ? complain(path, err) : 0;
}

static void tell(const struct tls_identity *i, const char *path)
{
	int days = 0;
	int seconds = 0;
	ASN1_TIME_diff(&days, &seconds, NULL, X509_get0_notAfter(i->cert));
	enum log_level level = days < 7 ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO;
	log_line(level, "tls", "certificate read path=%s chain=%d days_left=%d", path,
			sk_X509_num(i->chain), days);
}

int tls_identity_load(struct tls_identity *i, const char *cert_path, const char *key_path)
{
	*i = (struct tls_identity){ 0 };
	int err = read_with(i, cert_path, read_certs);
	if (!err)
		err = read_with(i, key_path, read_key);
	if (!err && X509_check_private_key(i->cert, i->key) != 1)
		err = complain(key_path, -EKEYREJECTED);
	if (err)
		tls_identity_free(i);
	else
		tell(i, cert_path);
	return err;
}

struct tls_identity tls_identity_copy(const struct tls_identity *i)
{
	if (i->cert) {
		X509_up_ref(i->cert);
		EVP_PKEY_up_ref(i->key);
	}
	return (struct tls_identity){ .cert = i->cert,
		.chain = i->cert ? X509_chain_up_ref(i->chain) : NULL,
		.key = i->key };
}

void tls_identity_free(struct tls_identity *i)
{
	X509_free(i->cert);
	sk_X509_pop_free(i->chain, X509_free);
	EVP_PKEY_free(i->key);
	*i = (struct tls_identity){ 0 };
}

/* ---- a context ---- */

int tls_tickets_make(struct tls_tickets *t)
{
	return RAND_bytes(t->keys, sizeof t->keys) == 1 ? 0 : -EIO;
}

static bool refused(const char *what)
{
	log_error("tls", "%s refused: %s", what, ERR_reason_error_string(ERR_get_error()));
	ERR_clear_error();
	return false;
}

bool tls_prepare(SSL_CTX *context, const struct tls_tickets *t)
{
	static const unsigned char name[] = "tumen";
	struct tls_tickets keys = *t; /* OpenSSL wants to be able to write there */
	SSL_CTX_clear_options(context, SSL_OP_NO_TICKET);
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
	SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
	if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 ||
			SSL_CTX_set_tlsext_ticket_keys(context, keys.keys, sizeof keys.keys) != 1 ||
			SSL_CTX_set_session_id_context(context, name, sizeof name - 1) != 1)
		return refused("context");
	return true;
}

bool tls_use(SSL_CTX *context, const struct tls_identity *i)
{
	return SSL_CTX_use_cert_and_key(context, i->cert, i->key, i->chain, 1) == 1 ||
	       refused("certificate");
}
