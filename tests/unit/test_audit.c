// SPDX-License-Identifier: Apache-2.0
/* The audit log: whole JSON lines whatever stands in the names, appended, and honest about what
 * could not be written. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "control/audit.h"

enum { FILE_BYTES = 20000 };

#define UNIX_NS (INT64_C(1732435968) * NS_PER_S) /* 2024-11-24T08:12:48Z */

static char path[64];
static char content[FILE_BYTES];

static int set_up(void **state)
{
	(void)state;
	log_set_level(LOG_LEVEL_ERROR);
	snprintf(path, sizeof path, "/tmp/audit-XXXXXX");
	int fd = mkstemp(path);
	if (fd < 0)
		return -1;
	close(fd);
	return unlink(path);
}

static int tear_down(void **state)
{
	(void)state;
	unlink(path);
	return 0;
}

static const char *read_file(void)
{
	int fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	ssize_t bytes = read(fd, content, sizeof content - 1);
	close(fd);
	assert_true(bytes >= 0);
	content[bytes] = '\0';
	return content;
}

static void write_one(struct audit *a, const char *name)
{
	audit_begin(a, 12345 * NS_PER_MS, "off_air");
	audit_number(a, "seat", 3);
	audit_text(a, "name", name);
	audit_time(a, "from", 345 * NS_PER_MS);
	audit_boolean(a, "forced", false);
	audit_end(a);
}

static void a_line_is_json_and_has_its_time(void **state)
{
	(void)state;
	static struct audit a;
	struct stat s;
	assert_int_equal(audit_open(&a, path, UNIX_NS), 0);
	write_one(&a, "Б\"а\\т\t");
	audit_close(&a);
	assert_string_equal(read_file(),
			"{\"time\":\"2024-11-24T08:13:00.345Z\",\"event\":\"off_air\",\"seat\":3,"
			"\"name\":\"Б\\\"а\\\\т\\u0009\",\"from\":\"2024-11-24T08:12:48.345Z\","
			"\"forced\":false}\n");
	assert_int_equal(stat(path, &s), 0);
	assert_int_equal(s.st_mode & 0777, 0600);
}

static void it_is_appended_to(void **state)
{
	(void)state;
	static struct audit a;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(audit_open(&a, path, UNIX_NS), 0);
		audit_begin(&a, 0, "started");
		audit_end(&a);
		audit_close(&a);
	}
	assert_string_equal(read_file(),
			"{\"time\":\"2024-11-24T08:12:48.000Z\",\"event\":\"started\"}\n"
			"{\"time\":\"2024-11-24T08:12:48.000Z\",\"event\":\"started\"}\n");
}

static void what_does_not_fit_is_left_out_whole(void **state)
{
	(void)state;
	static struct audit a;
	static char name[AUDIT_LINE_BYTES];
	assert_int_equal(audit_open(&a, path, UNIX_NS), 0);
	memset(name, 'n', sizeof name - 1);
	audit_begin(&a, 0, "chat");
	audit_text(&a, "long", name);
	name[1500] = '\0';
	audit_text(&a, "first", name);
	audit_text(&a, "second", name);
	audit_text(&a, "third", name);
	audit_number(&a, "seat", 1);
	audit_end(&a);
	audit_close(&a);
	read_file();
	assert_null(strstr(content, "long"));
	assert_non_null(strstr(content, "\"second\":\"nnn"));
	assert_null(strstr(content, "third"));
	assert_non_null(strstr(content, "\"seat\":1,\"cut\":true}\n"));
}

static void without_a_path_nothing_happens(void **state)
{
	(void)state;
	static struct audit a;
	assert_int_equal(audit_open(&a, NULL, UNIX_NS), 0);
	write_one(&a, "x");
	audit_close(&a);
	assert_int_equal(audit_open(&a, "", UNIX_NS), 0);
	write_one(&a, "x");
	audit_close(&a);
	assert_int_equal(audit_open(&a, "/nonexistent/audit.jsonl", UNIX_NS), -ENOENT);
	audit_close(&a);
	assert_int_not_equal(access(path, F_OK), 0);
}

static int lines_in(const char *text)
{
	int lines = 0;
	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

/* As a limit on the file's size: the first write that crosses it is cut short. */
static struct rlimit fill_disk(size_t bytes_left)
{
	struct rlimit before;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	struct rlimit small = { .rlim_cur = strlen(read_file()) + bytes_left,
		.rlim_max = before.rlim_max };
	setrlimit(RLIMIT_FSIZE, &small);
	return before;
}

static void what_a_full_disk_does_not_take_comes_later(void **state)
{
	(void)state;
	static struct audit a;
	assert_int_equal(audit_open(&a, path, UNIX_NS), 0);
	write_one(&a, "a");
	struct rlimit before = fill_disk(10);
	write_one(&a, "b");
	write_one(&a, "c");
	assert_true(a.failing);
	assert_int_equal(lines_in(read_file()), 1);
	assert_int_equal(content[strlen(content) - 1], '\n'); /* nothing stands there in part */
	setrlimit(RLIMIT_FSIZE, &before);
	audit_keep(&a, 0);
	assert_false(a.failing);
	write_one(&a, "d");
	audit_close(&a);
	const char *at = read_file();
	for (const char *name = "abcd"; *name; name++) {
		char field[] = { '"', *name, '"', '\0' };
		at = strstr(at, field);
		assert_non_null(at);
	}
	assert_int_equal(lines_in(content), 4);
	assert_null(strstr(content, "lost_before"));
}

static void what_is_too_much_to_wait_is_counted(void **state)
{
	(void)state;
	static struct audit a;
	static char name[AUDIT_LINE_BYTES / 4];
	assert_int_equal(audit_open(&a, path, UNIX_NS), 0);
	write_one(&a, "first");
	struct rlimit before = fill_disk(0);
	memset(name, 'n', sizeof name - 1);
	int written = 0;
	while (a.lost < 7) {
		write_one(&a, name);
		written++;
	}
	setrlimit(RLIMIT_FSIZE, &before);
	audit_keep(&a, 0);
	write_one(&a, "last");
	audit_close(&a);

	static char all[2 * AUDIT_WAITING_BYTES];
	FILE *file = fopen(path, "r");
	all[fread(all, 1, sizeof all - 1, file)] = '\0';
	fclose(file);
	assert_int_equal(lines_in(all), 1 + written - 7 + 1);
	assert_non_null(strstr(all, "\"name\":\"last\""));
	assert_non_null(strstr(all, "\"lost_before\":7}\n"));
}

/* By logrotate, or by hand. */
static void a_file_that_is_moved_or_removed_is_replaced(void **state)
{
	(void)state;
	static struct audit a;
	char moved[sizeof path + 2];
	snprintf(moved, sizeof moved, "%s.1", path);
	assert_int_equal(audit_open(&a, path, UNIX_NS), 0);
	write_one(&a, "first");
	assert_int_equal(rename(path, moved), 0);
	write_one(&a, "second");
	assert_non_null(strstr(read_file(), "second"));
	assert_null(strstr(content, "first"));
	assert_int_equal(unlink(path), 0);
	write_one(&a, "third");
	audit_close(&a);
	assert_int_equal(lines_in(read_file()), 1);
	assert_non_null(strstr(content, "third"));
	assert_int_equal(rename(moved, path), 0);
	assert_int_equal(lines_in(read_file()), 1);
	assert_non_null(strstr(content, "first"));
}

static void write_file(const char *text)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* How a file ends, and what is read from that. */
static const struct end_row {
	const char *text;
	bool broke_off, torn;
} ends[] = {
	{ "", false, false },
	{ "{\"event\":\"opened\"}\n{\"event\":\"closed\"}\n", false, false },
	{ "{\"event\":\"closed\"}\n", false, false },
	{ "{\"event\":\"closed\"}\n{\"event\":\"opened\"}\n", true, false },
	{ "{\"event\":\"closed\"}\n{\"event\":\"ope", true, true },
};

static void a_crash_is_known_by_how_the_file_ends(void **state)
{
	(void)state;
	static struct audit a;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		write_file(ends[i].text);
		assert_int_equal(audit_open(&a, path, UNIX_NS), 0);
		assert_int_equal(a.broke_off, ends[i].broke_off);
		assert_int_equal(a.torn, ends[i].torn);
		audit_begin(&a, 0, "opened");
		audit_end(&a);
		audit_close(&a);
		const char *last = strrchr(read_file(), '{');
		assert_true(last == content || last[-1] == '\n');
	}
}

/* 30 s after the last line: until then it ran. */
static void the_file_s_time_says_until_when_it_ran(void **state)
{
	(void)state;
	static struct audit a;
	assert_int_equal(audit_open(&a, path, UNIX_NS), 0);
	write_one(&a, "a");
	audit_keep(&a, 42345 * NS_PER_MS);
	audit_close(&a);
	assert_int_equal(audit_open(&a, path, UNIX_NS + 60 * NS_PER_S), 0);
	assert_true(a.broke_off);
	assert_int_equal(a.broke_off_ns, 42345 * NS_PER_MS - 60 * NS_PER_S);
	audit_close(&a);
}

int main(void)
{
#define WITH_FILE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		WITH_FILE(a_line_is_json_and_has_its_time),
		WITH_FILE(it_is_appended_to),
		WITH_FILE(what_does_not_fit_is_left_out_whole),
		WITH_FILE(without_a_path_nothing_happens),
		WITH_FILE(what_a_full_disk_does_not_take_comes_later),
		WITH_FILE(what_is_too_much_to_wait_is_counted),
		WITH_FILE(a_file_that_is_moved_or_removed_is_replaced),
		WITH_FILE(a_crash_is_known_by_how_the_file_ends),
		WITH_FILE(the_file_s_time_says_until_when_it_ran),
	};
	return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
