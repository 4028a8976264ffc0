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

/* A full disk, as a limit on the file's size: the first write that crosses it is cut short. */
static void lost_lines_are_counted_and_the_next_is_whole(void **state)
{
	(void)state;
	static struct audit a;
	struct rlimit before, small;
	assert_int_equal(audit_open(&a, path, UNIX_NS), 0);
	write_one(&a, "a");
	size_t bytes = strlen(read_file());
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	small = before;
	small.rlim_cur = bytes + 10;
	setrlimit(RLIMIT_FSIZE, &small);
	write_one(&a, "torn");
	write_one(&a, "lost");
	setrlimit(RLIMIT_FSIZE, &before);
	assert_int_equal(a.lost, 2);
	write_one(&a, "whole");
	write_one(&a, "again");
	audit_close(&a);
	assert_int_equal(a.lost, 0);
	read_file();
	const char *third = strchr(content + bytes, '\n'); /* after the torn one */
	assert_non_null(third);
	assert_int_equal(third - content, bytes + 10);
	assert_int_equal(strncmp(third + 1, "{\"time\"", 7), 0);
	assert_non_null(strstr(third, "\"name\":\"whole\""));
	assert_non_null(strstr(third, "\"lost_before\":2}\n{\"time\""));
	assert_non_null(strstr(third, "\"name\":\"again\""));
}

int main(void)
{
#define WITH_FILE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		WITH_FILE(a_line_is_json_and_has_its_time),
		WITH_FILE(it_is_appended_to),
		WITH_FILE(what_does_not_fit_is_left_out_whole),
		WITH_FILE(without_a_path_nothing_happens),
		WITH_FILE(lost_lines_are_counted_and_the_next_is_whole),
	};
	return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
