// SPDX-License-Identifier: Apache-2.0
/* What /recordings shows of a folder: what is there, and that nothing else can be reached. */
#include "net/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "net/door.h"

static char base[64], dir[96];

static void path_of(char path[static 256], const char *name)
{
	snprintf(path, 256, "%s/%s", base, name);
}

static void make_file(const char *name, const char *content)
{
	char path[256];
	path_of(path, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(content, f);
	fclose(f);
}

static void make_folder(const char *name)
{
	char path[256];
	path_of(path, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

static void make_link(const char *name, const char *to)
{
	char path[256];
	path_of(path, name);
	assert_int_equal(symlink(to, path), 0);
}

static int furnish(void **state)
{
	(void)state;
	snprintf(base, sizeof base, "/tmp/tumen-archive-XXXXXX");
	assert_non_null(mkdtemp(base));
	snprintf(dir, sizeof dir, "%s/tracks", base);
	make_folder("tracks");
	make_folder("tracks/gti-1");
	make_folder("tracks/gti-2");
	make_folder("tracks/.hidden");
	make_folder("tracks/gti-1/inner");
	make_file("secret", "secret");
	make_file("tracks/loose.opus", "at the top");
	make_file("tracks/gti-1/ko.opus", "twelve bytes");
	make_file("tracks/gti-1/mn.opus", "");
	make_file("tracks/gti-1/.hidden", "x");
	make_file("tracks/.hidden/ko.opus", "x");
	make_file("tracks/gti-1/a\"b.opus", "x");
	make_link("tracks/gti-1/link.opus", "../../secret");
	make_link("tracks/gti-1/ok.opus", "ko.opus");
	make_link("tracks/away", "..");
	char pipe[256];
	path_of(pipe, "tracks/gti-1/pipe.opus");
	return mkfifo(pipe, 0600);
}

static int clear(void **state)
{
	(void)state;
	char command[128];
	snprintf(command, sizeof command, "rm -r %s", base);
	return system(command);
}

/* clang-format off */
static const struct row { const char *path; int bytes; /* or -errno */ } rows[] = {
	{ "/gti-1/ko.opus",            12 },
	{ "/gti-1/mn.opus",             0 },
	{ "/gti-1/nobody.opus",        -ENOENT },
	{ "/gti-9/ko.opus",            -ENOENT },
	{ "/gti-1/",                   -ENOENT },
	{ "/gti-1",                    -ENOENT },
	{ "",                          -ENOENT },
	{ "/",                         -ENOENT },
	{ "/gti-1/ko.opus/",           -ENOENT },
	{ "/gti-1//ko.opus",           -ENOENT },
	{ "//gti-1/ko.opus",           -ENOENT },
	{ "//loose.opus",              -ENOENT },
	{ "/loose.opus",               -ENOENT },
	{ "/../secret",                -ENOENT },
	{ "/gti-1/../../secret",       -ENOENT },
	{ "/gti-1/..",                 -ENOENT },
	{ "/./gti-1",                  -ENOENT },
	{ "/away/secret",              -ENOENT }, /* a folder that is a link */
	{ "/gti-1/link.opus",          -ENOENT }, /* a file that is one */
	{ "/gti-1/ok.opus",            -ENOENT },
	{ "/gti-1/pipe.opus",          -ENOENT },
	{ "/gti-1/inner",              -ENOENT },
	{ "/gti-1/.hidden",            -ENOENT },
	{ "/.hidden/ko.opus",          -ENOENT },
	{ "/gti-1/a\"b.opus",          -ENOENT },
	{ "/gti-1/ko.opus\\..",        -ENOENT },
	{ "/gti-1/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.opus", -ENOENT },
};
/* clang-format on */

static void only_files_of_recordings_open(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t bytes = 99;
		int fd = archive_open(dir, rows[i].path, &bytes);
		if (rows[i].bytes < 0 && fd != rows[i].bytes)
			fail_msg("%s: %d", rows[i].path, fd);
		if (rows[i].bytes < 0)
			continue;
		assert_true(fd >= 0);
		assert_int_equal(bytes, rows[i].bytes);
		assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
		close(fd);
	}
}

static void lists_say_what_opens(void **state)
{
	(void)state;
	static char text[ARCHIVE_LIST_BYTES];
	static const char all[] = "{\"recordings\":[\"gti-2\",\"gti-1\"]}";
	static const char one[] = "{\"recording\":\"gti-1\",\"files\":[{\"name\":\"ko.opus\","
				  "\"bytes\":12},{\"name\":\"mn.opus\",\"bytes\":0}]}";
	assert_int_equal(archive_list(dir, "/", text), strlen(all));
	assert_string_equal(text, all);
	assert_int_equal(archive_list(dir, "", text), strlen(all));
	assert_int_equal(archive_list(dir, "/gti-1/", text), strlen(one));
	assert_string_equal(text, one);
	assert_int_equal(archive_list(dir, "/gti-1", text), strlen(one));
	assert_int_equal(archive_list(dir, "/gti-2/", text),
			strlen("{\"recording\":\"gti-2\",\"files\":[]}"));
	assert_int_equal(archive_list(dir, "/gti-3/", text), -ENOENT);
	assert_int_equal(archive_list(dir, "/..", text), -ENOENT);
	assert_int_equal(archive_list(dir, "/away", text), -ENOENT);
	assert_int_equal(archive_list(dir, "/gti-1/ko.opus", text), -ENOENT);
	assert_int_equal(archive_list("/nowhere", "/", text), strlen("{\"recordings\":[]}"));
	assert_int_equal(archive_list("/nowhere", "/x", text), -ENOENT);
}

static void a_door_is_for_who_took_it(void **state)
{
	(void)state;
	static struct doors doors;
	struct connection *const somebody = (struct connection *)&doors;
	struct door *first = door_take(&doors, somebody);
	struct handle old = door_handle(&doors, first);
	assert_ptr_equal(door_find(&doors, old), first);
	for (int i = 1; i < DOORS; i++)
		assert_non_null(door_take(&doors, somebody));
	assert_null(door_take(&doors, somebody));
	door_leave(first);
	assert_null(door_find(&doors, old));
	assert_ptr_equal(door_take(&doors, somebody), first);
	assert_null(door_find(&doors, old)); /* the answer to another's question */
	assert_ptr_equal(door_find(&doors, door_handle(&doors, first)), first);
	assert_null(door_find(&doors, (struct handle){ .slot = DOORS, .generation = 1 }));
	assert_null(door_find(&doors, (struct handle){ 0 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_files_of_recordings_open),
		cmocka_unit_test(lists_say_what_opens),
		cmocka_unit_test(a_door_is_for_who_took_it),
	};
	return cmocka_run_group_tests_name("recordings over HTTP", tests, furnish, clear);
}
