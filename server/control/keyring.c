// SPDX-License-Identifier: Apache-2.0
#include "control/keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

enum { LINE_BYTES = 256, PATH_BYTES = 1100 };

/* ---- lines ---- */

static bool take_id(char id[static TOKEN_ID_BYTES], const char *word)
{
	size_t bytes = strlen(word);
	bool good = bytes > 0 && bytes < TOKEN_ID_BYTES &&
		    strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				 "-") == bytes;
	if (good)
		memcpy(id, word, bytes + 1);
	return good;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

static bool take_secret(uint8_t secret[static TOKEN_KEY_BYTES], const char *word)
{
	if (strlen(word) != 2 * TOKEN_KEY_BYTES)
		return false;
	for (int i = 0; i < TOKEN_KEY_BYTES; i++) {
		int high = digit_of(word[2 * i]);
		int low = digit_of(word[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		secret[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

/* Splits a line into its words, of which there may be two; a third is a mistake, and so is a line
 * that is too long. */
static int words_of(char *line, const char *words[static 3])
{
	int count = 0;
	char *rest = line;
	line[strcspn(line, "#\n")] = '\0';
	for (char *word; count < 3 && (word = strtok_r(rest, " \t\r", &rest));)
		words[count++] = word;
	return count;
}

static int take_key(struct keyring *k, int count, const char *const *words)
{
	struct token_keys *all = &k->keys;
	if (all->count == TOKEN_KEYS_MAX)
		return -E2BIG;
	struct token_key *key = &all->keys[all->count];
	if (count != 2 || !take_id(key->id, words[0]) || !take_secret(key->secret, words[1]))
		return -EINVAL;
	all->count++;
	return 0;
}

static int take_revoked(struct keyring *k, int count, const char *const *words)
{
	if (k->revoked_count == REVOKED_MAX)
		return -E2BIG;
	if (count != 1 || !take_id(k->revoked[k->revoked_count], words[0]))
		return -EINVAL;
	k->revoked_count++;
	return 0;
}

/* ---- files ---- */

static int complain(const char *path, int line, int err)
{
	if (line)
		log_error("keyring", "file refused path=%s line=%d: %s", path, line,
				err == -E2BIG ? "too many" : "not of this form");
	else
		log_error("keyring", "file refused path=%s: %s", path, strerror(-err));
	return err;
}

static int read_lines(struct keyring *k, FILE *file, const char *path,
		int (*take)(struct keyring *, int, const char *const *))
{
	char line[LINE_BYTES];
	int err = 0;
	for (int number = 1; !err && fgets(line, sizeof line, file); number++) {
		const char *words[3];
		bool whole = strchr(line, '\n') || feof(file);
		int count = words_of(line, words);
		if (!whole)
			err = -EINVAL;
		else if (count > 0)
			err = take(k, count, words);
		if (err)
			complain(path, number, err);
	}
	explicit_bzero(line, sizeof line);
	return err ? err : ferror(file) ? complain(path, 0, -EIO) : 0;
}

/* Unbuffered for secrets: nothing of them stays in memory that we cannot overwrite. */
static int read_file(struct keyring *k, const char *path, bool secret,
		int (*take)(struct keyring *, int, const char *const *))
{
	struct stat s;
	FILE *file = fopen(path, "re");
	if (!file)
		return complain(path, 0, -errno);
	if (secret)
		setvbuf(file, NULL, _IONBF, 0);
	int err = fstat(fileno(file), &s) < 0 ? -errno : 0;
	if (!err && secret && s.st_mode & (S_IRWXG | S_IRWXO))
		err = -EPERM;
	if (err == -EPERM)
		log_error("keyring", "file refused path=%s: others may read it: chmod 600", path);
	else if (err)
		complain(path, 0, err);
	else
		err = read_lines(k, file, path, take);
	fclose(file);
	return err;
}

static int read_both(struct keyring *k, const char *key_path, const char *revoked_path)
{
	int err = key_path[0] ? read_file(k, key_path, true, take_key) : 0;
	if (!err && revoked_path[0])
		err = read_file(k, revoked_path, false, take_revoked);
	return err;
}

int keyring_load(struct keyring *k, const char *key_path, const char *revoked_path)
{
	struct keyring *fresh = calloc(1, sizeof *fresh);
	if (!fresh)
		return -ENOMEM;
	int err = read_both(fresh, key_path, revoked_path);
	if (!err)
		*k = *fresh;
	keyring_forget(fresh);
	free(fresh);
	return err;
}

bool keyring_is_revoked(const struct keyring *k, const char *token_id)
{
	for (uint32_t i = 0; i < k->revoked_count; i++)
		if (strcmp(k->revoked[i], token_id) == 0)
			return true;
	return false;
}

void keyring_forget(struct keyring *k)
{
	explicit_bzero(&k->keys, sizeof k->keys);
}

/* ---- new keys ---- */

static void print_key(FILE *file, const struct token_key *key)
{
	fprintf(file, "%s ", key->id);
	for (int i = 0; i < TOKEN_KEY_BYTES; i++)
		fprintf(file, "%02x", key->secret[i]);
	fputc('\n', file);
}

static int print_all(int fd, const struct token_keys *keys)
{
	FILE *file = fdopen(fd, "w");
	if (!file) {
		close(fd);
		return -ENOMEM;
	}
	setvbuf(file, NULL, _IONBF, 0);
	fprintf(file, "# Tumen's token keys: who reads them can make tokens for every role. The "
		      "first "
		      "signs, all verify.\n");
	for (uint32_t i = 0; i < keys->count; i++)
		print_key(file, &keys->keys[i]);
	bool failed = ferror(file) || fsync(fd) != 0;
	failed = fclose(file) != 0 || failed;
	return failed ? -EIO : 0;
}

/* Whole or not at all: a file beside it takes its place. */
static int write_file(const char *path, const struct token_keys *keys, bool replace)
{
	char fresh[PATH_BYTES];
	int length = snprintf(fresh, sizeof fresh, "%s.XXXXXX", path);
	if (length < 0 || (size_t)length >= sizeof fresh)
		return -ENAMETOOLONG;
	int fd = mkstemp(fresh); /* mode 0600 */
	if (fd < 0)
		return -errno;
	int err = print_all(fd, keys);
	if (!err && (replace ? rename(fresh, path) : link(fresh, path)) != 0)
		err = -errno;
	if (err || !replace)
		unlink(fresh);
	return err;
}

/* `old` may be empty. */
static int write_with_new_key(const char *path, const struct token_keys *old, bool replace)
{
	struct token_keys keys = { .count = 1 };
	int err = token_new_key(&keys.keys[0]);
	for (uint32_t i = 0; i < old->count && keys.count < TOKEN_KEYS_MAX; i++)
		keys.keys[keys.count++] = old->keys[i];
	if (!err)
		err = write_file(path, &keys, replace);
	explicit_bzero(&keys, sizeof keys);
	return err;
}

int keyring_make(const char *key_path)
{
	const struct token_keys none = { 0 };
	if (access(key_path, F_OK) == 0)
		return 0;
	int err = write_with_new_key(key_path, &none, false);
	if (err == -EEXIST) /* somebody was faster: theirs is as good */
		return 0;
	if (!err)
		log_info("keyring", "keys made path=%s", key_path);
	return err ? complain(key_path, 0, err) : 0;
}

int keyring_rotate(const char *key_path)
{
	struct keyring old = { 0 };
	int err = access(key_path, F_OK) == 0 ? keyring_load(&old, key_path, "") : 0;
	if (err)
		return err;
	err = write_with_new_key(key_path, &old.keys, true);
	keyring_forget(&old);
	return err ? complain(key_path, 0, err) : 0;
}
