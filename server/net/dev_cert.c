// SPDX-License-Identifier: Apache-2.0
#include "net/dev_cert.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

enum { NAMES_BYTES = 2048, HOST_BYTES = 256, DAYS = 90, DAY_S = 24 * 3600 };

/* ---- what it is for ---- */

static void add_name(char names[static NAMES_BYTES], const char *kind, const char *name)
{
	size_t used = strlen(names);
	int n = snprintf(names + used, NAMES_BYTES - used, "%s%s:%s", used ? "," : "", kind, name);
	if (n < 0 || (size_t)n >= NAMES_BYTES - used)
		names[used] = '\0'; /* there is no room: without it, then */
}

static void add_interface(char names[static NAMES_BYTES], const struct sockaddr *a)
{
	char text[INET6_ADDRSTRLEN];
	if (a && a->sa_family == AF_INET) {
		const struct sockaddr_in *v4 = (const void *)a;
		add_name(names, "IP", inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text));
	} else if (a && a->sa_family == AF_INET6) {
		const struct sockaddr_in6 *v6 = (const void *)a;
		if (!IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr))
			add_name(names, "IP",
					inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text));
	}
}

static void list_names(char names[static NAMES_BYTES], const char *address)
{
	char host[HOST_BYTES] = "";
	struct ifaddrs *all = NULL;
	names[0] = '\0';
	add_name(names, "DNS", "localhost");
	if (gethostname(host, sizeof host - 1) == 0 && host[0])
		add_name(names, "DNS", host);
	if (strcmp(address, "0.0.0.0") != 0 && strcmp(address, "::") != 0) {
		add_name(names, "IP", address);
		return;
	}
	if (getifaddrs(&all) != 0)
		return;
	for (const struct ifaddrs *i = all; i; i = i->ifa_next)
		add_interface(names, i->ifa_addr);
	freeifaddrs(all);
}

/* ---- the certificate ---- */

static bool add_extension(X509 *cert, int which, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx(&context, cert, cert, NULL, NULL, 0);
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &context, which, value);
	bool added = e && X509_add_ext(cert, e, -1) == 1;
	X509_EXTENSION_free(e);
	return added;
}

static bool fill(X509 *cert, EVP_PKEY *key, const char *names)
{
	static const unsigned char title[] = "Tumen, for trying out";
	uint64_t serial = 0;
	X509_NAME *name = X509_get_subject_name(cert);
	return RAND_bytes((unsigned char *)&serial, sizeof serial) == 1 &&
	       X509_set_version(cert, X509_VERSION_3) == 1 &&
	       ASN1_INTEGER_set_uint64(X509_get_serialNumber(cert), serial >> 1) == 1 &&
	       X509_gmtime_adj(X509_getm_notBefore(cert), -DAY_S) && /* clocks differ */
	       X509_gmtime_adj(X509_getm_notAfter(cert), (long)DAYS * DAY_S) &&
	       X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, title, -1, -1, 0) == 1 &&
	       X509_set_issuer_name(cert, name) == 1 && X509_set_pubkey(cert, key) == 1 &&
	       add_extension(cert, NID_subject_alt_name, names) &&
	       add_extension(cert, NID_basic_constraints, "critical,CA:FALSE") &&
	       add_extension(cert, NID_ext_key_usage, "serverAuth") &&
	       X509_sign(cert, key, EVP_sha256()) > 0;
}

/* ---- files ---- */

static FILE *create(const char *path, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd >= 0 && fchmod(fd, mode) != 0) {
		close(fd);
		return NULL;
	}
	return fd < 0 ? NULL : fdopen(fd, "w");
}

static int finish(FILE *file, bool written)
{
	bool closed = fclose(file) == 0;
	return written && closed ? 0 : -EIO;
}

/* The key first: a certificate that is there has its key. One file for both has both. */
static int write_files(const char *cert_path, const char *key_path, X509 *cert, EVP_PKEY *key)
{
	FILE *file = create(key_path, S_IRUSR | S_IWUSR);
	if (!file)
		return -errno;
	bool one = strcmp(cert_path, key_path) == 0;
	bool written = PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1 &&
		       (!one || PEM_write_X509(file, cert) == 1);
	int err = finish(file, written);
	if (err || one)
		return err;
	file = create(cert_path, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
	return file ? finish(file, PEM_write_X509(file, cert) == 1) : -errno;
}

int dev_cert_make(const char *cert_path, const char *key_path, const char *address)
{
	char names[NAMES_BYTES];
	if (access(cert_path, F_OK) == 0)
		return 0;
	if (access(key_path, F_OK) == 0) { /* somebody's own, whose certificate lies elsewhere */
		log_error("tls", "key without its certificate, not replaced path=%s cert=%s",
				key_path, cert_path);
		return -EEXIST;
	}
	list_names(names, address);
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = X509_new();
	int err = key && cert && fill(cert, key, names) ? 0 : -ENOMEM;
	if (!err)
		err = write_files(cert_path, key_path, cert, key);
	X509_free(cert);
	EVP_PKEY_free(key);
	if (err)
		log_error("tls", "no certificate made path=%s: %s", cert_path, strerror(-err));
	else
		log_warning("tls", "certificate made, self-signed path=%s names=%s", cert_path,
				names);
	return err;
}
